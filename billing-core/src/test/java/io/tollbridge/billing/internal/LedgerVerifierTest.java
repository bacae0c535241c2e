// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerFinding.Kind;
import io.tollbridge.billing.ledger.LedgerHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerVerifierTest {
    private static final String T = "acme";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final CommandExecutor executor = new CommandExecutor(
            store,
            new AccountDecider(Catalog.builder().plan(Plan.monthly("free", 100)).build(), CreditPolicy.DEFAULT),
            () -> NOW);
    private int keys;

    @BeforeEach
    void aTenantWithASliceTwoLotsAndAHold() {
        executor.execute(new Command.StartLocalPlan(T, "free"));
        executor.execute(lot(500));
        executor.execute(lot(300));
        executor.execute(new Command.Deduct(T, key(), "LLM", 150, ShortfallPolicy.REFUSE));
        executor.execute(new Command.PlaceHold(T, key(), "LLM", 20, Duration.ofHours(1)));
        executor.execute(new Command.Deduct(T, key(), "LLM", 10, ShortfallPolicy.REFUSE));
    }

    private OperationKey key() {
        return OperationKey.generated("k" + ++keys);
    }

    private Command lot(long credits) {
        return new Command.AddLot(T, key(), Grant.Source.PURCHASE, credits, null, false, Attribution.NONE);
    }

    private FakeRows.Tenant tenant() {
        return store.rows().tenant(T);
    }

    private List<LedgerFinding> findings() {
        return new LedgerVerifier(new FakeReader(store.rows()), T).verify().findings();
    }

    /** What was found, each as "KIND where", without repetition. */
    private Set<String> found() {
        return findings().stream()
                .map(finding -> finding.kind() + " " + finding.where())
                .collect(Collectors.toSet());
    }

    private static LedgerEntry with(LedgerEntry row, long seq, long amount, long balance, ChainHash hash) {
        return new LedgerEntry(
                seq,
                row.operationId(),
                row.relatedOperationId(),
                row.type(),
                row.pool(),
                row.grantId(),
                amount,
                balance,
                row.spendableAfter(),
                row.feature(),
                row.key(),
                row.fingerprint(),
                row.actor(),
                row.reason(),
                row.at(),
                hash);
    }

    private void head(LedgerHead head) {
        Account account = tenant().account;
        tenant().account = new Account(
                T,
                account.slice(),
                account.subscription(),
                account.localClock(),
                account.trialUsed(),
                account.standing(),
                account.mutedThresholds(),
                account.grants(),
                List.of(),
                List.of(),
                account.purchasing(),
                account.debt(),
                account.lastGrantId(),
                head,
                account.version());
    }

    @Test
    void anUntouchedLedgerIsSound() {
        assertThat(findings()).isEmpty();
        assertThat(tenant().ledger).hasSize(8);
        assertThat(new LedgerVerifier(new FakeReader(store.rows()), "nobody")
                        .verify()
                        .sound())
                .isTrue();
    }

    @Test
    void aLedgerOfManyPagesIsSound() {
        for (int i = 0; i < 1_200; i++) {
            executor.execute(lot(1));
        }
        assertThat(new LedgerVerifier(new FakeReader(store.rows()), T).verify())
                .matches(verification -> verification.sound() && verification.entriesChecked() == 1_208);
    }

    @Test
    void aChangedAmountIsNamed() {
        LedgerEntry row = tenant().ledger.get(1);
        tenant().ledger.set(1, with(row, row.seq(), row.amount() + 1, row.balanceAfter(), row.hash()));
        assertThat(found()).contains("HASH row 2", "RUNNING_BALANCE row 2", "GRANT_BALANCE grant 2");
    }

    @Test
    void aChangedAmountWithAMatchingBalanceAndHashIsNamedByTheRowsAfterIt() {
        LedgerEntry row = tenant().ledger.get(1);
        LedgerEntry forged = with(row, 2, row.amount() + 1, row.balanceAfter() + 1, row.hash())
                .linkedTo(tenant().ledger.get(0).hash());
        tenant().ledger.set(1, forged);
        assertThat(found()).contains("HASH row 3", "RUNNING_BALANCE row 3", "GRANT_BALANCE grant 2");
    }

    @Test
    void aDeletedRowIsNamed() {
        tenant().ledger.remove(3);
        assertThat(found()).contains("GAP row 5", "HASH row 5");
        assertThat(findings()).anyMatch(finding -> finding.kind() == Kind.GRANT_BALANCE);
    }

    @Test
    void aDeletedLastRowIsNamed() {
        tenant().ledger.remove(7);
        assertThat(found()).contains("HEAD account", "ACCOUNT_BALANCE pool BUNDLE");
    }

    @Test
    void swappedRowsAreNamed() {
        LedgerEntry second = tenant().ledger.get(1);
        LedgerEntry third = tenant().ledger.get(2);
        tenant().ledger.set(1, with(third, 2, third.amount(), third.balanceAfter(), third.hash()));
        tenant().ledger.set(2, with(second, 3, second.amount(), second.balanceAfter(), second.hash()));
        assertThat(found()).contains("HASH row 2", "HASH row 3", "RUNNING_BALANCE row 2", "RUNNING_BALANCE row 3");
    }

    @Test
    void aChangedBalanceIsNamed() {
        LedgerEntry row = tenant().ledger.get(4);
        tenant().ledger.set(4, with(row, row.seq(), row.amount(), row.balanceAfter() + 7, row.hash()));
        assertThat(found()).contains("HASH row 5", "RUNNING_BALANCE row 5");
    }

    @Test
    void aChangedLotIsNamedWithTheDifference() {
        Grant lot = tenant().grants.get(3L);
        assertThat(lot).isNotNull();
        if (lot != null) {
            tenant().grants.put(3L, grant(lot, lot.remaining() + 5, lot.held()));
        }
        assertThat(found()).containsExactly("GRANT_BALANCE grant 3");
        assertThat(findings().get(0).message()).contains("300", "305", "difference 5");
    }

    @Test
    void aMissingLotIsNamed() {
        tenant().grants.remove(3L);
        assertThat(found()).containsExactly("GRANT_BALANCE grant 3");
    }

    private static Grant grant(Grant lot, long remaining, long held) {
        return new Grant(
                lot.id(),
                lot.kind(),
                lot.state(),
                lot.fact(),
                lot.source(),
                lot.credits(),
                remaining,
                held,
                lot.frozen(),
                lot.clawback(),
                lot.promo(),
                lot.startsAt(),
                lot.expiresAt());
    }

    @Test
    void changedHeldCreditsAreNamed() {
        Grant lot = tenant().grants.get(2L);
        if (lot != null) {
            tenant().grants.put(2L, grant(lot, lot.remaining(), lot.held() - 1));
        }
        assertThat(found()).containsExactly("GRANT_BALANCE grant 2");
    }

    @Test
    void aChangedSliceIsNamed() {
        executor.execute(new Command.AdjustSlice(T, key(), 30, Attribution.NONE));
        Account account = tenant().account;
        Slice slice = account.slice();
        assertThat(slice).isNotNull();
        if (slice != null) {
            Slice richer = new Slice(
                    slice.grantId(),
                    slice.fact(),
                    slice.subscriptionId(),
                    slice.planId(),
                    slice.quantity(),
                    slice.start(),
                    slice.end(),
                    slice.allowance(),
                    slice.used(),
                    slice.remaining() + 1,
                    slice.held(),
                    slice.bundlesAtStart(),
                    slice.bundlesUsed(),
                    slice.highWater(),
                    slice.epoch(),
                    slice.thresholdsFired(),
                    slice.trial(),
                    slice.closed());
            tenant().account = new Account(
                    T,
                    richer,
                    account.subscription(),
                    account.localClock(),
                    account.trialUsed(),
                    account.standing(),
                    account.mutedThresholds(),
                    account.grants(),
                    List.of(),
                    List.of(),
                    account.purchasing(),
                    0,
                    account.lastGrantId(),
                    account.head(),
                    account.version());
        }
        assertThat(found()).containsExactlyInAnyOrder("ACCOUNT_BALANCE pool SUBSCRIPTION", "GRANT_BALANCE grant 1");
    }

    @Test
    void aWrongHeadIsNamed() {
        LedgerHead head = tenant().account.head();
        head(new LedgerHead(head.seq() + 1, head.hash()));
        assertThat(found()).containsExactly("HEAD account");
        head(new LedgerHead(head.seq(), ChainHash.GENESIS));
        assertThat(found()).containsExactly("HEAD account");
    }

    @Test
    void debtBesideBundleCreditsIsNamed() {
        Account account = tenant().account;
        tenant().account = new Account(
                T,
                account.slice(),
                account.subscription(),
                account.localClock(),
                account.trialUsed(),
                account.standing(),
                account.mutedThresholds(),
                account.grants(),
                List.of(),
                List.of(),
                account.purchasing(),
                9,
                account.lastGrantId(),
                account.head(),
                account.version());
        assertThat(found()).containsExactlyInAnyOrder("ACCOUNT_BALANCE pool DEBT", "INVARIANT account");
    }

    @Test
    void aHoldThatIsNotStoredOrSetsAsideSomethingElseIsNamed() {
        Hold hold = tenant().holds.values().iterator().next();
        tenant().holds.put(hold.id(), with(hold, hold.credits() + 1, hold.legs()));
        assertThat(found()).containsExactly("HOLD_BALANCE hold " + hold.id());
        tenant().holds.put(hold.id(), with(hold, hold.credits(), List.of(new Hold.Leg(false, 3, 20))));
        assertThat(found()).containsExactly("HOLD_BALANCE hold " + hold.id());
        assertThat(findings())
                .extracting(LedgerFinding::message)
                .containsExactly("is open with 20 credits (20 of grant 3), its rows add up to 20 (20 of grant 2)");
        tenant().holds.clear();
        assertThat(found()).containsExactly("HOLD_BALANCE row 6");
    }

    @Test
    void aHoldThatHasEndedIsNotMissed() {
        String id = tenant().holds.keySet().iterator().next();
        executor.execute(new Command.Capture(T, id, 7, 0));
        assertThat(findings()).isEmpty();
        tenant().holds.clear();
        assertThat(findings()).isEmpty();
    }

    private static Hold with(Hold hold, long credits, List<Hold.Leg> legs) {
        return new Hold(
                hold.id(),
                hold.operationId(),
                hold.feature(),
                credits,
                legs,
                hold.state(),
                hold.settled(),
                hold.settledFromSubscription(),
                hold.settledAsDebt(),
                hold.unmet(),
                hold.endOperationId(),
                hold.expiresAt());
    }
}
