// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import static io.tollbridge.billing.testkit.assertion.BillingAssertions.assertThat;
import static io.tollbridge.billing.testkit.assertion.BillingAssertions.assertThatNotifications;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BillingAssertionsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final CreditBalance BALANCE = new CreditBalance("acme", 1, 2, 4, 5, 6, 7, 8, null, "pro");
    private static final LedgerPage PAGE = new LedgerPage(
            List.of(new LedgerEntry(
                    1,
                    1,
                    0,
                    EntryType.GIFT,
                    Pool.BUNDLE,
                    1,
                    9,
                    9,
                    9,
                    null,
                    null,
                    0,
                    null,
                    null,
                    NOW,
                    ChainHash.GENESIS)),
            1,
            true);
    private static final List<Notification> TOLD = List.of(
            told(Notification.Status.PENDING, 90),
            told(Notification.Status.SUPERSEDED, 75),
            new Notification("k", Notification.Kind.DRIFT, Notification.Status.SUPPRESSED, 0, List.of(), NOW));

    private static Notification told(Notification.Status status, int threshold) {
        return new Notification(
                "t" + threshold, Notification.Kind.USAGE_THRESHOLD, status, threshold, List.of(threshold), NOW);
    }

    @Test
    void passWhatIsTrue() {
        assertThat(BALANCE)
                .hasSubscriptionCredits(1)
                .hasBundleCredits(2)
                .hasSpendable(3)
                .hasHeld(4)
                .hasFrozen(5)
                .hasDebt(6)
                .hasAllowance(7)
                .hasUsed(8)
                .isOnPlan("pro");
        assertThat(PAGE)
                .hasSize(1)
                .containsEntry(EntryType.GIFT, 9)
                .containsEntry(EntryType.GIFT, Pool.BUNDLE, 9)
                .doesNotContainEntry(EntryType.DEDUCT);
        assertThatNotifications(TOLD)
                .tells(Notification.Kind.USAGE_THRESHOLD)
                .tellsThreshold(90)
                .doesNotTell(Notification.Kind.DRIFT);
    }

    static Stream<Consumer<CreditBalance>> untrueOfTheBalance() {
        return Stream.of(
                balance -> assertThat(balance).hasSubscriptionCredits(9),
                balance -> assertThat(balance).hasBundleCredits(9),
                balance -> assertThat(balance).hasSpendable(9),
                balance -> assertThat(balance).hasHeld(9),
                balance -> assertThat(balance).hasFrozen(9),
                balance -> assertThat(balance).hasDebt(9),
                balance -> assertThat(balance).hasNoDebt(),
                balance -> assertThat(balance).hasAllowance(9),
                balance -> assertThat(balance).hasUsed(9),
                balance -> assertThat(balance).isOnPlan("free"),
                balance -> assertThat(balance).isOnPlan(null));
    }

    @ParameterizedTest
    @MethodSource("untrueOfTheBalance")
    void failWithTenantAndBalanceWhenAFigureIsAnother(Consumer<CreditBalance> untrue) {
        assertThatThrownBy(() -> untrue.accept(BALANCE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tenant acme")
                .hasMessageContaining(BALANCE.toString());
    }

    static Stream<Consumer<LedgerPage>> untrueOfTheLedger() {
        return Stream.of(
                page -> assertThat(page).hasSize(2),
                page -> assertThat(page).containsEntry(EntryType.GIFT, 8),
                page -> assertThat(page).containsEntry(EntryType.PURCHASE, 9),
                page -> assertThat(page).containsEntry(EntryType.GIFT, Pool.DEBT, 9),
                page -> assertThat(page).doesNotContainEntry(EntryType.GIFT));
    }

    @ParameterizedTest
    @MethodSource("untrueOfTheLedger")
    void failWithTheRowsWhenTheLedgerIsAnother(Consumer<LedgerPage> untrue) {
        assertThatThrownBy(() -> untrue.accept(PAGE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\n  1 GIFT BUNDLE 9");
    }

    static Stream<Consumer<List<Notification>>> untrueOfWhatIsTold() {
        return Stream.of(
                told -> assertThatNotifications(told).tells(Notification.Kind.DRIFT),
                told -> assertThatNotifications(told).tells(Notification.Kind.RENEWED),
                told -> assertThatNotifications(told).tellsThreshold(75),
                told -> assertThatNotifications(told).doesNotTell(Notification.Kind.USAGE_THRESHOLD));
    }

    @ParameterizedTest
    @MethodSource("untrueOfWhatIsTold")
    void failWithEverythingThatWasToldWhenSomethingElseWas(Consumer<List<Notification>> untrue) {
        assertThatThrownBy(() -> untrue.accept(TOLD))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[USAGE_THRESHOLD 90 PENDING, USAGE_THRESHOLD 75 SUPERSEDED, DRIFT SUPPRESSED]");
    }

    @Test
    void standBesideAssertThatOfAssertJ() {
        assertThat("text").isNotBlank();
        assertThat(BALANCE).hasHeld(4);
    }
}
