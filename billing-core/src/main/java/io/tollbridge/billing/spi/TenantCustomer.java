// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.payment.CustomerAttempt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is stored about a tenant's customer in one mode.
 *
 * @param tenantId the tenant
 * @param livemode true for real money
 * @param customerId the linked customer, null for none
 * @param email the tenant's billing e-mail, the same in both modes, null for none
 * @param toldEmail the e-mail that the payment service was told last in this mode, null for none
 * @param attempt the open attempt to make a customer, null for none
 */
public record TenantCustomer(
        String tenantId,
        boolean livemode,
        @Nullable String customerId,
        @Nullable String email,
        @Nullable String toldEmail,
        @Nullable CustomerAttempt attempt) {
    /** A tenant of which nothing is stored. */
    public static TenantCustomer unknown(String tenantId, boolean livemode) {
        return new TenantCustomer(tenantId, livemode, null, null, null, null);
    }

    /** True when the payment service has not been told the e-mail yet. */
    public boolean emailDue() {
        return email != null && !Objects.equals(email, toldEmail);
    }

    /** With another e-mail. */
    public TenantCustomer withEmail(String address) {
        return new TenantCustomer(tenantId, livemode, customerId, address, toldEmail, attempt);
    }

    /** With another e-mail told. */
    public TenantCustomer told(@Nullable String address) {
        return new TenantCustomer(tenantId, livemode, customerId, email, address, attempt);
    }

    /** With another attempt, or none. */
    public TenantCustomer attempting(@Nullable CustomerAttempt open) {
        return new TenantCustomer(tenantId, livemode, customerId, email, toldEmail, open);
    }

    /** Without a customer. */
    public TenantCustomer unlinked() {
        return new TenantCustomer(tenantId, livemode, null, email, null, null);
    }

    /** Without the e-mails. */
    @Override
    public String toString() {
        return "TenantCustomer[" + tenantId + ", " + (livemode ? "live" : "test") + ", " + customerId + ", " + attempt
                + "]";
    }
}
