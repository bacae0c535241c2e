// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One purchase, or one period of a subscription, and whatever customers, banks and the host's people do with its money: refunds in parts, refunds that
 * fail, disputes that are won, lost and reinstated. The events come late, twice, as twins and in any order; workers lose
 * commits. In the end what counts as clawed follows from Stripe's records alone, by the rule.
 *
 * <p>150 seeds by default, 5,000 with {@code -Dcampaign=full}; one with {@code -Dcampaign.seed=n}.
 */
class RefundCampaignTest {
    private static final long CREDITS = 1_000;
    private static final long PRICE = 2_999;

    @Test
    void whateverHappensInWhateverOrderTheCreditsFollowTheMoney() {
        runs(Play::new, 1);
    }

    /** A fifth as many seeds. */
    @Test
    void whateverHappensInWhateverOrderTheSliceFollowsTheMoneyOfItsInvoice() {
        runs(PeriodPlay::new, 5);
    }

    private static void runs(IntFunction<Play> plays, int oneIn) {
        List<String> failures = new ArrayList<>();
        int reversed = 0;
        for (int seed : seeds(oneIn)) {
            try (Play play = plays.apply(seed)) {
                reversed += play.run() > 0 ? 1 : 0;
            } catch (AssertionError | RuntimeException failure) {
                failures.add("seed " + seed + " (repeat with -Dcampaign.seed=" + seed + "): " + failure);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(reversed).as("purchases that were clawed at the end").isPositive();
    }

    private static int[] seeds(int oneIn) {
        String one = System.getProperty("campaign.seed");
        if (one != null) {
            return new int[] {Integer.parseInt(one)};
        }
        int count = "full".equals(System.getProperty("campaign")) ? 5_000 : 150;
        return IntStream.rangeClosed(1, count / oneIn).toArray();
    }

    private static class Play implements AutoCloseable {
        private final SplittableRandom random;
        private final MovableClock clock = MovableClock.at("2026-03-01T10:00:00Z");
        final FakeStripe stripe;
        private final FaultyStore store = FaultyStore.around(InMemoryBillingStore.create());
        final BillingService billing;
        final StripeService gateway;
        final String price;
        private final List<String> refunds = new ArrayList<>();
        private @Nullable String dispute;

        Play(int seed) {
            random = new SplittableRandom(seed);
            stripe = FakeStripe.start(seed, clock, ApiRendering.DAHLIA_2026_07_29);
            stripe.webhooks().byHand();
            String secret = stripe.webhooks().target("tollbridge", this::receive);
            gateway = FakeAccount.gateway(stripe, secret);
            price = made(
                    "/v1/prices",
                    "currency=usd&recurring[interval]=month&unit_amount=" + PRICE + "&product="
                            + made("/v1/products", "name=Starter"));
            billing = BillingService.builder()
                    .store(store)
                    .catalog(Catalog.builder()
                            .bundle(Bundle.of("pack", CREDITS).price(PRICE, "usd"))
                            .plan(Plan.monthly("starter", CREDITS).stripePrice(price))
                            .build())
                    .gateway(gateway)
                    .clock(stripe.clock())
                    .build();
        }

        private int receive(byte[] body, String signature) {
            try {
                billing.webhooks().receive(body, signature);
                return 200;
            } catch (BillingException notStored) {
                return 503;
            }
        }

        final String made(String path, String form) {
            StripeJson made = FakeAccount.post(stripe, path, form).orElseThrow();
            return made.mandatory("id", made.text("id"));
        }

        /** Has something bought; its payment. */
        String buy(String customer) {
            Purchase purchase = billing.purchases().buy(PurchaseOrder.of("acme", "pack"));
            return Objects.requireNonNull(purchase.payment().paymentId());
        }

        /** Plays; how many credits count as clawed in the end. */
        final long run() {
            String customer = billing.customers().ensureStripeCustomer("acme");
            new FakeAccount(stripe, gateway, customer).card("pm_card_visa");
            stripe.webhooks().chaos().shuffled().duplicates(30).twins(30).delayed(50, Duration.ofHours(6));
            String payment = buy(customer);
            store.failRandomly(random.nextLong(), 12, StoreFault.COMMIT_LOST, StoreFault.ANSWER_LOST);
            int steps = 3 + random.nextInt(8);
            for (int i = 0; i < steps; i++) {
                step(payment);
                deliver();
                clock.advance(Duration.ofMinutes(random.nextInt(180)));
            }
            store.heal();
            for (int i = 0; i < 30 && !rests(); i++) {
                clock.advance(Duration.ofHours(1));
                deliver();
            }
            check();
            return check(payment);
        }

        private boolean rests() {
            return stripe.webhooks().waiting() == 0
                    && billing.webhooks().list(WebhookStatus.RECEIVED, 1).isEmpty();
        }

        /** A fault ends a round of the worker, as if its process had died. */
        private void deliver() {
            for (int i = 0; i < 50; i++) {
                try {
                    if (stripe.webhooks().deliver() + billing.runDueWork() == 0) {
                        return;
                    }
                } catch (BillingException died) {
                    clock.advance(Duration.ofMinutes(3));
                }
            }
        }

        private void step(String payment) {
            switch (random.nextInt(6)) {
                case 0 -> use();
                case 1, 2 -> refund(payment);
                case 3 -> failRefund();
                case 4 -> openDispute(payment);
                default -> decideDispute();
            }
        }

        void use() {
            try {
                long there = billing.getCreditBalance("acme").spendable();
                if (there > 0) {
                    billing.deductCredits("acme", 1 + random.nextLong(there));
                }
            } catch (BillingException unknown) {
                // why nothing: the ledger tells at the end what was charged
                clock.advance(Duration.ofSeconds(1));
            }
        }

        private void refund(String payment) {
            long amount = 1 + random.nextLong(PRICE);
            FakeAccount.post(stripe, "/v1/refunds", "payment_intent=" + payment + "&amount=" + amount)
                    .ifPresent(refund -> refunds.add(refund.mandatory("id", refund.text("id"))));
        }

        private void failRefund() {
            if (!refunds.isEmpty()) {
                stripe.control().failRefund(refunds.remove(random.nextInt(refunds.size())));
            }
        }

        private void openDispute(String payment) {
            if (dispute == null) {
                StripeJson intent = StripeJson.of(new String(
                        gateway.retrieve(RecordKind.PAYMENT, payment).orElseThrow(), StandardCharsets.UTF_8));
                String charge = intent.mandatory("latest_charge", intent.text("latest_charge"));
                dispute = random.nextBoolean()
                        ? stripe.control().openDispute(charge, 1 + random.nextLong(PRICE))
                        : stripe.control().openInquiry(charge);
            }
        }

        private void decideDispute() {
            if (dispute != null) {
                if (random.nextBoolean()) {
                    stripe.control().winDispute(dispute);
                } else {
                    stripe.control().loseDispute(dispute);
                }
                dispute = null;
            }
        }

        private void check() {
            assertThat(billing.webhooks().list(WebhookStatus.QUARANTINED, 10)).isEmpty();
            assertThat(rests()).as("everything was heard and worked on").isTrue();
            LedgerInvariants.check(billing, store);
        }

        long check(String payment) {
            PaymentTruth truth = gateway.truth(payment).orElseThrow();
            Purchase.Payment known =
                    billing.purchases().history("acme", null, 1).get(0).payment();
            assertThat(known.refunded()).isEqualTo(truth.refunded());
            assertThat(known.lost()).isEqualTo(truth.lost());
            assertThat(known.atRisk()).isEqualTo(truth.atRisk());
            long clawed = share(truth.refunded() + truth.lost());
            long doubted = share(truth.refunded() + truth.lost() + truth.atRisk());
            long used = billing.ledger().page("acme", 0, 1_000).entries().stream()
                    .filter(row -> row.type() == EntryType.DEDUCT)
                    .mapToLong(row -> -row.amount())
                    .sum();
            CreditBalance balance = billing.getCreditBalance("acme");
            assertThat(balance.bundle() + balance.frozen() - balance.debt())
                    .as("bought, less used %s and clawed %s, is there or owed", used, clawed)
                    .isEqualTo(CREDITS - used - clawed);
            assertThat(balance.frozen())
                    .as("what is in doubt and there is frozen")
                    .isEqualTo(Math.min(doubted - clawed, Math.max(0, CREDITS - used - clawed)));
            assertThat(balance.bundle() == 0 || balance.debt() == 0).isTrue();
            return clawed;
        }

        static long share(long money) {
            return BigInteger.valueOf(CREDITS)
                    .multiply(BigInteger.valueOf(Math.min(money, PRICE)))
                    .divide(BigInteger.valueOf(PRICE))
                    .longValueExact();
        }

        @Override
        public final void close() {
            try {
                billing.close();
            } finally {
                stripe.close();
            }
        }
    }

    /** Whoever uses nothing has what was granted less what went back, whatever was heard of first. */
    private static final class PeriodPlay extends Play {
        PeriodPlay(int seed) {
            super(seed);
        }

        @Override
        String buy(String customer) {
            made("/v1/subscriptions", "customer=" + customer + "&items[0][price]=" + price);
            RecordQuery paid = RecordQuery.of(RecordKind.PAYMENT).where(RecordQuery.Filter.CUSTOMER, customer);
            return gateway.list(paid).records().get(0).id();
        }

        @Override
        void use() {
            // nothing: how much of a refund finds nothing to take would depend on the order
        }

        @Override
        long check(String payment) {
            PaymentTruth truth = gateway.truth(payment).orElseThrow();
            long clawed = share(truth.refunded() + truth.lost());
            CreditBalance balance = billing.getCreditBalance("acme");
            assertThat(balance.subscription()).isEqualTo(CREDITS - clawed);
            assertThat(balance.debt()).isZero();
            return clawed;
        }
    }
}
