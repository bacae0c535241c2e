// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** A tracked method was called and nobody knows on whose behalf. The method did not run and nothing was charged. */
public final class TenantMissingException extends BillingException {
    private static final long serialVersionUID = 1;

    /** A call of {@code method} for no tenant. */
    public TenantMissingException(String method) {
        super(
                ErrorCode.TENANT_MISSING,
                "no tenant is known for the call of " + method
                        + "; set one with TenantContext.call(tenant, ...), have the tenant resolver know it, or pass it in"
                        + " a @BillingTenant parameter. In a thread of an executor, wrap that with"
                        + " TenantContext.wrap(executor)",
                null);
    }
}
