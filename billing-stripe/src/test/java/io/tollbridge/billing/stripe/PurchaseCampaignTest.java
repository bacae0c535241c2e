// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A purchase under chaos, again and again: attempts are sent, answers are lost, the process forgets what it was told, the
 * clock jumps, and a new attempt follows only where the gateway says that the last one took no money. In the end the
 * purchase is settled, and Stripe has taken the money at most once: exactly once where success was told.
 *
 * <p>40 seeds by default, 1,000 with {@code -Dcampaign=full}; one with {@code -Dcampaign.seed=n}.
 */
class PurchaseCampaignTest {
    private static final Fault[] FAULTS = {
        Fault.DROP_BEFORE,
        Fault.DROP_AFTER,
        Fault.TIMEOUT_BEFORE,
        Fault.TIMEOUT_AFTER,
        Fault.ERROR_500_AFTER,
        Fault.GATEWAY_503_BEFORE,
        Fault.GATEWAY_503_AFTER,
        Fault.EMPTY_BODY_AFTER,
        Fault.TRUNCATED_BODY_AFTER,
        Fault.RATE_LIMIT,
        Fault.RATE_LIMIT_SHOULD_RETRY,
        Fault.LOCK_TIMEOUT
    };
    private static final List<String> CARDS = List.of(
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_chargeCustomerFail",
            "pm_card_authenticationRequired");

    private static final ApiLimits LIMITS = FakeAccount.QUICK.timeouts(Duration.ofMillis(100), Duration.ofMillis(100));

    @Test
    void noPurchaseIsEverPaidTwice() {
        List<String> failures = new ArrayList<>();
        int[] counts = new int[3];
        for (int seed : seeds()) {
            try {
                counts[play(seed)]++;
            } catch (AssertionError | RuntimeException failure) {
                failures.add("seed " + seed + " (repeat with -Dcampaign.seed=" + seed + "): " + failure);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(counts[0]).as("purchases that succeeded").isPositive();
    }

    private static int[] seeds() {
        String one = System.getProperty("campaign.seed");
        if (one != null) {
            return new int[] {Integer.parseInt(one)};
        }
        int count = "full".equals(System.getProperty("campaign")) ? 1_000 : 40;
        return IntStream.rangeClosed(1, count).toArray();
    }

    /** Plays one purchase; 0 when it succeeded, 1 when it did not, 2 when it waits for the customer. */
    private static int play(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (FakeAccount account = FakeAccount.open(LIMITS)) {
            String card = account.card(CARDS.get(random.nextInt(CARDS.size())));
            account.stripe.chaos().draw(seed, 30 + random.nextInt(50), FAULTS);
            PurchaseOutcome outcome = new PurchaseOutcome.Unknown("not begun");
            for (int number = 1; number <= 3; number++) {
                outcome = attempt(account, random, account.attempt("p1", number, card, Money.of(10_00, "usd")));
                if (!(outcome instanceof PurchaseOutcome.Failed) && !(outcome instanceof PurchaseOutcome.Declined)) {
                    break;
                }
            }
            List<StripeJson> paid = account.paid();
            assertThat(paid).as("payments of the purchase at Stripe").hasSizeLessThanOrEqualTo(1);
            if (outcome instanceof PurchaseOutcome.Succeeded succeeded) {
                assertThat(paid).singleElement().satisfies(one -> {
                    assertThat(one.text("id")).isEqualTo(succeeded.paymentId());
                    assertThat(one.integer("amount_received"))
                            .isEqualTo(succeeded.received().minorUnits());
                });
                return 0;
            }
            assertThat(paid)
                    .as("money that was taken although %s was told", outcome)
                    .isEmpty();
            return outcome instanceof PurchaseOutcome.RequiresAction ? 2 : 1;
        }
    }

    /** Sends an attempt, perhaps dies before it hears the answer, and settles it. */
    private static PurchaseOutcome attempt(FakeAccount account, SplittableRandom random, PurchaseAttempt attempt) {
        PurchaseOutcome outcome = account.service.purchaseCredits(attempt);
        if (random.nextInt(4) == 0) {
            outcome = new PurchaseOutcome.Unknown("the process has died");
        }
        for (int round = 0; outcome instanceof PurchaseOutcome.Unknown; round++) {
            if (round == 8) {
                account.stripe.chaos().off();
                account.stripe.clock().advance(Duration.ofHours(25));
            }
            assertThat(round).as("rounds until %s was settled", outcome).isLessThan(10);
            account.stripe.clock().advance(Duration.ofMinutes(random.nextInt(5 * 60)));
            outcome = account.service.resolve(attempt, account.stripe.clock().instant());
        }
        return outcome;
    }
}
