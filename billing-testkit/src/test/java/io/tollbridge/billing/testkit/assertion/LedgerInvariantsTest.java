// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.testkit.MovableClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerInvariantsTest {
    private final TamperedStore store = new TamperedStore();
    private final BillingService billing = BillingService.builder()
            .store(store)
            .catalog(Catalog.builder().feature("LLM").build())
            .clock(MovableClock.at("2026-03-01T10:00:00Z"))
            .build();

    @BeforeEach
    void threeTenantsWithABundleAndAHold() {
        for (String tenantId : List.of("acme", "bolt", "corp")) {
            billing.addCredits(tenantId, 100, CreditType.BUNDLE);
            billing.hold(Deduction.of(tenantId).feature("LLM").cost(30)).capture(10);
            billing.hold(Deduction.of(tenantId).feature("LLM").cost(20));
        }
    }

    @AfterEach
    void close() {
        billing.close();
    }

    @Test
    void passesLedgersThatAddUp() {
        assertThat(billing.ledger().verifyAll(unsound -> {}).tenants()).isEqualTo(3);
        assertThatCode(() -> LedgerInvariants.check(billing)).doesNotThrowAnyException();
        assertThatCode(() -> LedgerInvariants.check(billing, store)).doesNotThrowAnyException();
    }

    @Test
    void namesEveryTenantWhoseLedgerWasChangedWithItsFindingsAndItsExplanation() {
        store.addToAmount(1, 7);

        assertThatThrownBy(() -> LedgerInvariants.check(billing))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("ledgers that do not add up: 3\ntenant acme\n")
                .hasMessageContaining("\ntenant bolt\n")
                .hasMessageContaining("\ntenant corp\n")
                .hasMessageContaining("HASH row 1")
                .hasMessageContaining("RUNNING_BALANCE row 1, off by -7")
                .hasMessageContaining("GRANT_BALANCE grant 1, off by -7")
                .hasMessageContaining("Tenant acme has 70 spendable credits");
    }

    @Test
    void noticesCreditsThatAnOperationMadeOutOfNothing() {
        // the leg into the hold gains more than the bundle lost
        store.tamper(row -> row.type() == EntryType.HOLD && row.pool() == Pool.HELD && row.amount() == 20
                ? TamperedStore.withAmount(row, 25)
                : row);

        assertThatThrownBy(() -> LedgerInvariants.check(billing, store))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("CONSERVATION operation 7, off by 5: its rows HOLD make credits");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DEDUCT", "HOLD", "CAPTURE", "RELEASE", "EXPIRE", "CLAWBACK", "FREEZE", "UNFREEZE", "DEBT_REPAID"})
    void allowsNoGainByRowsThatOnlyMoveCredits(EntryType type) {
        Conservation gained = new Conservation();
        gained.add(row(type, Pool.BUNDLE, 5));
        Conservation owesLess = new Conservation();
        owesLess.add(row(type, Pool.DEBT, -5));
        Conservation moved = new Conservation();
        moved.add(row(type, Pool.BUNDLE, -5));
        moved.add(row(type, Pool.HELD, 5));

        // why filtered: a clawback that gives back what never was clawed is named as that too
        assertThat(gained.findings())
                .filteredOn(one -> one.contains("make credits"))
                .hasSize(1);
        assertThat(owesLess.findings())
                .filteredOn(one -> one.contains("make credits"))
                .hasSize(1);
        assertThat(moved.findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GRANT", "PURCHASE", "GIFT", "ADJUST", "OPENING", "PLAN_CHANGE", "REVERSE", "WRITE_OFF"})
    void allowsAGainByRowsThatBringCredits(EntryType type) {
        Conservation gained = new Conservation();
        gained.add(row(type, Pool.BUNDLE, 5));

        assertThat(gained.findings()).isEmpty();
    }

    private LedgerEntry row(EntryType type, Pool pool, long amount) {
        LedgerEntry like = billing.ledger().page("acme", 0, 1).entries().get(0);
        return new LedgerEntry(1, 1, 0, type, pool, 1, amount, 0, 0, null, null, 0, null, null, like.at(), like.hash());
    }
}
