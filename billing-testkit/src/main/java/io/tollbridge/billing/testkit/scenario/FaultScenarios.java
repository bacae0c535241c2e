// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.webhook.WebhookReceipt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails, what remains, who repairs: a database that breaks around every commit. */
public abstract class FaultScenarios extends StripeScenario {
    private @Nullable FaultyStore faulty;

    /** For subclasses. */
    protected FaultScenarios() {}

    /** A store without any data, which these scenarios break. */
    protected abstract BillingStore newSoundStore();

    @Override
    protected final BillingStore newStore() {
        faulty = FaultyStore.around(newSoundStore());
        return faulty;
    }

    /** The store of the scenario, once it has said what is given. */
    private FaultyStore store() {
        return requireNonNull(faulty);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CONTENTION", "COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("a deduction whose commit fails or whose answer is lost is charged once, without the caller noticing")
    final void chargesOnceAcrossCommitFailures(StoreFault fault) {
        given(1000, 1000, 0);
        store().failAt(fault, 1);
        store().failAt(fault, 2);

        Charge charge = billing().deductCredits(TENANT, 100);

        assertThat(charge.charged()).isEqualTo(100);
        assertThat(charge.replayed()).isFalse();
        assertCredits(900, 0, 0);
        assertThat(rowsOf(EntryType.DEDUCT)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"UNAVAILABLE", "FAILED"})
    @DisplayName("a deduction that the database refuses has charged nothing, and its key can be used again")
    final void chargesNothingWhenRefused(StoreFault fault) {
        given(1000, 1000, 0);
        Deduction deduction = Deduction.of(TENANT).cost(100).idempotencyKey("k1");
        store().failRandomly(1, 1, fault);

        assertThatThrownBy(() -> billing().deductCredits(deduction))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(fault.code()));
        store().heal();
        assertCredits(1000, 0, 0);
        assertThat(billing().deductCredits(deduction).replayed()).isFalse();

        assertCredits(900, 0, 0);
    }

    @Test
    @DisplayName("an outcome that stays unknown is told as such, and repeating the call with its key charges once")
    final void tellsAnUnknownOutcome() {
        given(1000, 1000, 0);
        Deduction deduction = Deduction.of(TENANT).cost(100).idempotencyKey("k1");
        store().crashAt(StoreFault.ANSWER_LOST, 1);

        assertThatThrownBy(() -> billing().deductCredits(deduction))
                .isInstanceOfSatisfying(BillingStoreException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                    assertThat(failure.retryable()).isTrue();
                });
        store().heal();
        assertThat(billing().deductCredits(deduction).replayed()).isTrue();

        assertCredits(900, 0, 0);
    }

    @Test
    @DisplayName("a hold whose answer was lost is one hold, and its capture charges once")
    final void holdsOnceAcrossLostAnswers() {
        given(1000, 1000, 0);
        store().failAt(StoreFault.ANSWER_LOST, 1);
        store().failAt(StoreFault.ANSWER_LOST, 3);

        Charge charge = billing().hold(Deduction.of(TENANT).cost(300)).capture(200);

        assertThat(charge.charged()).isEqualTo(200);
        assertCredits(800, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).held()).isZero();
    }

    @Test
    @DisplayName("a webhook whose insert failed is sent again and stored, one whose answer was lost is a duplicate")
    final void storesAWebhookOnce() {
        givenSubscribed(400, 300);
        clock.set(P2);
        StripeEvent event = renewal();
        store().failAt(StoreFault.UNAVAILABLE, 1);
        assertThatThrownBy(() -> send(event)).isInstanceOf(BillingStoreException.class);
        store().failAt(StoreFault.ANSWER_LOST, 1);
        assertThatThrownBy(() -> send(event)).isInstanceOf(BillingStoreException.class);

        assertThat(send(event)).isEqualTo(WebhookReceipt.DUPLICATE);
        work();

        assertCredits(1000, 300, 0);
    }

    @ParameterizedTest(name = "killed at {0}")
    @EnumSource(names = {"COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName(
            "a node that dies around the commit of a webhook's effect leaves it to the next, which applies it once")
    final void appliesAWebhookOnceAcrossCrashes(StoreFault fault) {
        givenSubscribed(400, 300);
        clock.set(P2);
        assertThat(send(renewal())).isEqualTo(WebhookReceipt.STORED);
        // the claim is the first transaction of the worker, the effect with its done mark the second
        store().crashAt(fault, fault == StoreFault.ANSWER_LOST ? 2 : 1);
        assertThatThrownBy(() -> billing().runDueWork()).isInstanceOf(BillingStoreException.class);

        store().heal();
        clock.advance(Duration.ofMinutes(3));
        work();

        assertCredits(1000, 300, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CONTENTION", "COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("H10: an erasure whose commit fails or whose answer is lost happens once and names its pseudonym")
    final void erasesOnceAcrossCommitFailures(StoreFault fault) {
        given(60, 100, 500);
        store().failAt(fault, 1);
        store().failAt(fault, 2);

        String pseudonym =
                billing().admin().erase(TENANT, "privacy", "request 17").pseudonym();

        assertThat(pseudonym).isNotNull();
        assertThat(billing().ledger().verify(pseudonym).entriesChecked()).isPositive();
        assertThat(billing().ledger().verify(pseudonym).sound()).isTrue();
        assertThat(billing().getCreditBalance(TENANT).spendable()).isZero();
    }

    @Test
    @DisplayName("H10: an erasure that the database refuses leaves the tenant as it was, and can be repeated")
    final void erasesNothingWhenItFails() {
        given(60, 100, 500);
        store().failAt(StoreFault.FAILED, 1);

        assertThatThrownBy(() -> billing().admin().erase(TENANT, "privacy", "request 17"))
                .isInstanceOf(BillingStoreException.class);

        assertCredits(60, 500, 0);
        assertThat(billing().deductCredits(TENANT, 10).charged()).isEqualTo(10);
        assertThat(billing().admin().erase(TENANT, "privacy", "request 17").pseudonym())
                .isNotNull();
    }

    @Test
    @DisplayName("H8: a verification that a crash interrupts goes on where it was, and tells everything once")
    final void verifiesOnAfterACrash() {
        given(100, 100, 500);
        for (int i = 0; i < 60; i++) {
            billing().addCredits("tenant-" + i, 1, CreditType.BUNDLE);
        }
        billing().runDueWork();
        Tampering.lot(store(), TENANT, 40);
        Tampering.lot(store(), "tenant-9", 40);
        clock.advance(Duration.ofDays(1));
        // the first that comes by tells of the drift of the first page, the second saves how far it is
        store().failAt(StoreFault.FAILED, 2);

        assertThatThrownBy(() -> billing().runDueWork()).isInstanceOf(BillingStoreException.class);
        billing().runDueWork();
        billing().runDueWork();

        assertThat(drifts(TENANT)).isEqualTo(1);
        assertThat(drifts("tenant-9")).isEqualTo(1);
        Tampering.lot(store(), TENANT, -40);
        Tampering.lot(store(), "tenant-9", -40);
    }

    private long drifts(String tenantId) {
        return billing().notifications().list(tenantId, 10).stream()
                .filter(row -> row.kind() == Notification.Kind.DRIFT)
                .count();
    }

    @Test
    @DisplayName("random faults around every commit lose nothing and charge nothing twice")
    final void survivesRandomFaults() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        billing().addCredits(TENANT, 100_000, CreditType.BUNDLE);
        store().failRandomly(
                        20_261_122,
                        6,
                        StoreFault.UNAVAILABLE,
                        StoreFault.CONTENTION,
                        StoreFault.COMMIT_LOST,
                        StoreFault.ANSWER_LOST);

        long charged = 0;
        for (int i = 0; i < 200; i++) {
            charged += untilKnown(billing(), Deduction.of(TENANT).cost(i).idempotencyKey("k" + i));
        }
        store().heal();

        assertThat(store().struck()).isGreaterThan(150);
        assertThat(charged).isEqualTo(199 * 200 / 2);
        assertCredits(0, 100_000 - charged, 0);
    }

    /** A caller who repeats its call with the same key until it is answered. */
    private static long untilKnown(BillingService billing, Deduction deduction) {
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                return billing.deductCredits(deduction).charged();
            } catch (BillingStoreException failure) {
                assertThat(failure.retryable()).isTrue();
            }
        }
        throw new AssertionError("no answer after 50 attempts");
    }

    private StripeEvent renewal() {
        return events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2);
    }
}
