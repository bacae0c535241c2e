// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.jspecify.annotations.Nullable;

/** Something that is needed was not configured, or is not usable. Thrown at start-up, before anything is served. */
public final class BillingConfigurationException extends BillingException {
    private static final long serialVersionUID = 1;

    /** A message that says what is missing and how to give it. */
    public BillingConfigurationException(String message) {
        this(message, null);
    }

    /** A message that says what is wrong and how to mend it, with the cause. */
    public BillingConfigurationException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, message, cause);
    }
}
