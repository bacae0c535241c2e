// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** What every error of this library can tell, whatever its Java type. */
public interface BillingFailure {
    /** What went wrong. */
    ErrorCode code();

    /** True when the same call may succeed later without any change. */
    boolean retryable();
}
