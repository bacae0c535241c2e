// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/**
 * What verifying all ledgers came to.
 *
 * @param tenants how many ledgers were read
 * @param entries how many rows were read
 * @param unsound how many ledgers had findings
 */
public record VerificationSummary(long tenants, long entries, long unsound) {
    /** True when nothing was found wrong in any ledger. */
    public boolean sound() {
        return unsound == 0;
    }
}
