// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** The two kinds of credits that can be added. */
public enum CreditType {
    /** Credits of the current slice, which end with it. */
    SUBSCRIPTION,
    /** Credits of a bundle lot, which roll over. */
    BUNDLE
}
