// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/concepts.md")
class ConceptsTest {
    private final MovableClock clock = MovableClock.at("2026-01-31T10:00:00Z");
    private final BillingService billing = BillingService.builder()
            .store(InMemoryBillingStore.create())
            .catalog(Catalog.builder()
                    .feature("SEND_EMAIL", 1)
                    .feature("LLM")
                    .plan(Plan.monthly("free", 100))
                    .plan(Plan.monthly("starter", 1_000))
                    .build())
            .clock(clock)
            .build();

    @AfterEach
    void everyLedgerVerifies() {
        assertThat(billing.ledger().verify("acme").findings()).isEmpty();
        billing.close();
    }

    @Test
    @DisplayName("a local plan runs by months from the day on which it was started")
    void startsALocalPlan() {
        // tag::local-plan[]
        billing.subscriptions().startLocalPlan("acme", "free"); // on 2026-01-31 at 10:00
        CreditBalance january = billing.getCreditBalance("acme"); // 100 credits, next reset on 02-28 at 10:00
        // end::local-plan[]

        assertThat(january.spendable()).isEqualTo(100);
        assertThat(january.nextResetAt()).isEqualTo(Instant.parse("2026-02-28T10:00:00Z"));
        clock.set(Instant.parse("2026-02-28T10:00:00Z"));
        assertThat(billing.getCreditBalance("acme").nextResetAt()).isEqualTo(Instant.parse("2026-03-31T10:00:00Z"));
    }

    @Test
    @DisplayName("subscription credits go first")
    void usesSubscriptionCreditsFirst() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::order[]
        billing.addCredits("acme", 500, CreditType.BUNDLE); // beside 100 from the plan
        Charge charge = billing.deductCredits("acme", 250);
        long fromPlan = charge.fromSubscription(); // 100
        long fromBundles = charge.fromBundles(); // 150
        // end::order[]

        assertThat(fromPlan).isEqualTo(100);
        assertThat(fromBundles).isEqualTo(150);
    }

    @Test
    @DisplayName("a lot with an expiry goes before one without, and ends by itself")
    void usesWhatExpiresFirst() {
        // tag::expiry[]
        GrantReceipt lasting = billing.addCredits("acme", 300, CreditType.BUNDLE);
        billing.addCredits(
                CreditGrant.bundle("acme", 100).expiresAt(clock.instant().plus(Duration.ofDays(30))));
        billing.deductCredits("acme", 40); // takes 40 of the 100
        // end::expiry[]

        assertThat(lasting.spendableAfter()).isEqualTo(300);
        clock.advance(Duration.ofDays(30));
        assertThat(billing.getCreditBalance("acme").bundle()).isEqualTo(300);
    }

    @Test
    @DisplayName("too few credits are a value, or an exception")
    void refuses() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::refusal[]
        DeductionResult result = billing.tryDeduct(Deduction.of("acme").cost(150));
        long missing = result instanceof DeductionResult.Insufficient refused ? refused.shortfall() : 0; // 50
        // end::refusal[]

        assertThat(missing).isEqualTo(50);
        assertThat(result).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(100);
    }

    @Test
    @DisplayName("a deduction may be allowed to charge a part, or to make debt")
    void allowsAShortfall() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::shortfall[]
        Charge part = billing.deductCredits(Deduction.of("acme").cost(150).onShortfall(ShortfallPolicy.PARTIAL));
        long notCharged = part.unmet(); // 50
        Charge overdraft =
                billing.deductCredits(Deduction.of("acme").cost(30).onShortfall(ShortfallPolicy.overage(40)));
        long owed = overdraft.asDebt(); // 30
        GrantReceipt bundle = billing.addCredits("acme", 500, CreditType.BUNDLE);
        long repaid = bundle.debtRepaid(); // 30, so that 470 can be spent
        // end::shortfall[]

        assertThat(notCharged).isEqualTo(50);
        assertThat(owed).isEqualTo(30);
        assertThat(repaid).isEqualTo(30);
        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(470);
    }

    @Test
    @DisplayName("the same key charges once")
    void chargesOnce() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::once[]
        Deduction sending = Deduction.of("acme").feature("SEND_EMAIL").idempotencyKey("mail-4711");
        Charge first = billing.deductCredits(sending);
        Charge again = billing.deductCredits(sending); // first's answer, with replayed() true
        // end::once[]

        assertThat(again.replayed()).isTrue();
        assertThat(again.asFirst()).isEqualTo(first);
        assertThat(billing.getCreditBalance("acme").used()).isEqualTo(1);
    }

    @Test
    @DisplayName("a hold sets credits aside until the cost is known")
    void holds() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::hold[]
        try (Hold hold = billing.hold(Deduction.of("acme").feature("LLM").cost(80))) {
            long tokens = callTheModel();
            hold.capture(tokens); // charges 55, gives 25 back
        } // had the call thrown, closing would have given all 80 back
        // end::hold[]

        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(45);
        assertThat(billing.getCreditBalance("acme").held()).isZero();
    }

    private static long callTheModel() {
        return 55;
    }

    @Test
    @DisplayName("a charge can be undone")
    void reverses() {
        billing.subscriptions().startLocalPlan("acme", "free");
        billing.deductCredits(Deduction.of("acme").cost(60).idempotencyKey("report-7"));

        // tag::reversal[]
        ReversalReceipt undone =
                billing.reverse(Reversal.ofKey("acme", "report-7").by("support", "the report was empty"));
        // end::reversal[]

        assertThat(undone.spendableAfter()).isEqualTo(100);
    }

    @Test
    @DisplayName("the ledger proves the balance")
    void verifies() {
        billing.subscriptions().startLocalPlan("acme", "free");

        // tag::verify[]
        LedgerVerification verification = billing.ledger().verify("acme");
        boolean sound = verification.sound();
        // end::verify[]

        assertThat(sound).isTrue();
    }
}
