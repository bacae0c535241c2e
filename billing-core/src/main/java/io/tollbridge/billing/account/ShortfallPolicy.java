// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

/** What a deduction does when the spendable credits are fewer than it costs. */
public sealed interface ShortfallPolicy {
    /** All or nothing: the default (R3). */
    ShortfallPolicy REFUSE = new Refuse();

    /** Charge what is there and say how much was not. With nothing there the deduction is refused. */
    ShortfallPolicy PARTIAL = new Partial();

    /** Charge all, the missing part as debt, as long as the whole debt stays within the limit. */
    static ShortfallPolicy overage(long debtLimit) {
        return new Overage(debtLimit);
    }

    /** See {@link #REFUSE}. */
    record Refuse() implements ShortfallPolicy {}

    /** See {@link #PARTIAL}. */
    record Partial() implements ShortfallPolicy {}

    /**
     * See {@link #overage(long)}.
     *
     * @param debtLimit the most debt in credits that the tenant may have afterwards
     */
    record Overage(long debtLimit) implements ShortfallPolicy {}
}
