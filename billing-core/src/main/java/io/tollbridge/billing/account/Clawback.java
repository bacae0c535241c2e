// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

/**
 * What has become of a grant's credits because its money went, or may go, back (R14, R15). Immutable.
 *
 * @param clawed credits that count as taken back, from wherever they were taken
 * @param elsewhere how many of those were taken from other lots or made debt
 * @param forgiven how many of those were taken from nobody: the host has written them off, or a slice had too few left
 * @param expired credits of a lot that ended unused and do not count as clawed; they are counted first when there is
 *     nothing left in the lot
 * @param disputed credits that are to be out of reach while a dispute is undecided; those that are, are frozen
 */
public record Clawback(long clawed, long elsewhere, long forgiven, long expired, long disputed) {
    /** Nothing was ever taken back, nothing is in doubt. */
    public static final Clawback NONE = new Clawback(0, 0, 0, 0, 0);

    Clawback taken(long credits) {
        return new Clawback(clawed + credits, elsewhere, forgiven, expired, disputed);
    }

    Clawback takenElsewhere(long credits) {
        return new Clawback(clawed + credits, elsewhere + credits, forgiven, expired, disputed);
    }

    Clawback takenFromExpired(long credits) {
        return new Clawback(clawed + credits, elsewhere, forgiven, expired - credits, disputed);
    }

    Clawback forgiven(long credits) {
        return new Clawback(clawed + credits, elsewhere, forgiven + credits, expired, disputed);
    }

    /** The same taken from somebody after all, where it was forgiven before. */
    Clawback takenOfForgiven(long credits) {
        return new Clawback(clawed, elsewhere, forgiven - credits, expired, disputed);
    }

    Clawback withExpired(long more) {
        return new Clawback(clawed, elsewhere, forgiven, expired + more, disputed);
    }

    Clawback withDisputed(long credits) {
        return new Clawback(clawed, elsewhere, forgiven, expired, credits);
    }
}
