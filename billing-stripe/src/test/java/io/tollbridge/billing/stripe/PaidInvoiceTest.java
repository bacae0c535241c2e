// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine.Kind;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What paid invoices grant, decided alike in every rendering. */
class PaidInvoiceTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2026-11-16T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Instant NEXT_YEAR = Instant.parse("2027-11-16T10:00:00Z");
    private static final Instant PAID = Instant.parse("2026-11-01T10:00:07Z");

    private static final LinkedCustomers LINKED = LinkedCustomers.of(
            Catalog.builder()
                    .plan(Plan.monthly("starter", 1_000)
                            .stripePrice("price_starter")
                            .trialCredits(100))
                    .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro").stripePrice("price_pro_year"))
                    .plan(Plan.monthly("free", 10).stripePrice("price_free"))
                    .build(),
            new TenantLink("acme", "cus_1", false));

    private final StripeSubscription starter = StripeSubscription.active("sub_1", "cus_1", "price_starter", START, END);
    private final StripeSubscription pro = starter.price("price_pro", 8_000);
    private final StripeSubscription free = starter.price("price_free", 0);

    @ParameterizedTest
    @CsvSource({
        "subscription_create, DAHLIA_2026_07_29",
        "subscription_create, PRE_BASIL_2020_08_27",
        "subscription_cycle, DAHLIA_2026_07_29",
        "subscription_cycle, PRE_BASIL_2020_08_27",
        "subscription, PRE_BASIL_2020_08_27",
    })
    void aFirstOrRenewalInvoiceOpensThePeriodOfItsLine(String billingReason, ApiRendering rendering) {
        StripeInvoice invoice = StripeInvoice.of(
                "in_1", starter.quantity(3), billingReason, StripeInvoiceLine.period(starter.quantity(3)));

        assertThat(command(rendering, invoice)).isEqualTo(opens("starter", 3, START, END, null, false));
    }

    @ParameterizedTest
    @EnumSource
    void bothEventsOfOnePaymentAreOneFact(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);
        StripeInvoice invoice = StripeInvoice.renewal("in_1", starter);

        Command paid = Received.command(stripe.invoicePaid(invoice, PAID), LINKED);
        Command succeeded = Received.command(stripe.invoicePaymentSucceeded(invoice, PAID), LINKED);

        assertThat(paid).isEqualTo(succeeded);
        assertThat(paid.key()).isEqualTo(OperationKey.slice("sub_1", START));
    }

    @ParameterizedTest
    @EnumSource
    void prorationsOnARenewalAreNotItsPeriod(ApiRendering rendering) {
        StripeInvoice invoice = StripeInvoice.of(
                "in_1",
                pro,
                "subscription_cycle",
                StripeInvoiceLine.unusedTime(starter.period(START, END), MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(pro.period(START, END), MIDDLE, 4_000),
                StripeInvoiceLine.period(pro.period(END, END.plusSeconds(2_678_400))));

        assertThat(command(rendering, invoice))
                .isEqualTo(opens("pro", 1, END, END.plusSeconds(2_678_400), null, false));
    }

    @ParameterizedTest
    @CsvSource({"draft", "open", "void", "uncollectible"})
    void onlyPaidInvoicesGrant(String status) {
        for (ApiRendering rendering : ApiRendering.values()) {
            assertIgnored(rendering, StripeInvoice.renewal("in_1", starter).status(status));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "manual",
        "subscription_threshold",
        "upcoming",
        "quote_accept",
        "automatic_pending_invoice_item_invoice",
    })
    void otherReasonsGrantNothing(String billingReason) {
        for (ApiRendering rendering : ApiRendering.values()) {
            assertIgnored(
                    rendering, StripeInvoice.of("in_1", starter, billingReason, StripeInvoiceLine.period(starter)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReasonThatIsNotKnownIsKeptAsideWhenAPlanIsPaidByIt(ApiRendering rendering) {
        StripeInvoiceLine gold = StripeInvoiceLine.period(starter.price("price_gold", 9_900));

        assertKeptAside(
                rendering,
                StripeInvoice.of("in_1", starter, "something_new", gold, StripeInvoiceLine.period(starter)),
                "a reason that this version does not know");
        assertIgnored(rendering, StripeInvoice.of("in_1", starter, "something_new", gold));
    }

    @ParameterizedTest
    @EnumSource
    void aTrialIsToldFromACouponAndAFreePrice(ApiRendering rendering) {
        StripeInvoice coupon = StripeInvoice.first("in_1", starter).coupon();

        assertThat(command(rendering, StripeInvoice.first("in_1", starter.trial())))
                .isEqualTo(opens("starter", 1, START, END, null, true));
        assertThat(command(rendering, coupon))
                .as("discounts leave the line's amount as it is")
                .isEqualTo(opens("starter", 1, START, END, null, false));
        assertThat(freePriceNamed(rendering, StripeInvoice.first("in_1", free)))
                .isEqualTo(opens("free", 1, START, END, null, false));
        assertThat(freePriceNamed(rendering, StripeInvoice.renewal("in_1", free)))
                .isEqualTo(opens("free", 1, START, END, null, false));
    }

    @ParameterizedTest
    @CsvSource({"DAHLIA_2026_07_29, true", "PRE_BASIL_2020_08_27, false"})
    void aLineOfZeroThatDoesNotTellItsPriceCountsAsTrial(ApiRendering rendering, boolean trial) {
        assertThat(command(rendering, StripeInvoice.first("in_1", free)))
                .isEqualTo(opens("free", 1, START, END, null, trial));
    }

    @ParameterizedTest
    @EnumSource
    void aRenewalForNothingIsKeptAsideUnlessThePriceIsKnownToBeFree(ApiRendering rendering) {
        StripeInvoice renewal = StripeInvoice.renewal("in_1", free);

        if (!rendering.beforeBasil()) {
            assertKeptAside(rendering, renewal, "StripeSettings.freePrice");
        } else {
            assertThat(command(rendering, renewal)).isEqualTo(opens("free", 1, START, END, null, false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPaidUpgradeInsideThePeriodChangesThePlan(ApiRendering rendering) {
        StripeInvoice upgrade = StripeInvoice.update(
                "in_7",
                pro,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(pro, MIDDLE, 4_000));

        assertThat(command(rendering, upgrade)).isEqualTo(changes("pro", 1, null));
    }

    @ParameterizedTest
    @EnumSource
    void aPaidChangeOfQuantityIsAPlanChange(ApiRendering rendering) {
        StripeInvoice more = StripeInvoice.update(
                "in_7",
                starter.quantity(5),
                StripeInvoiceLine.unusedTime(starter.quantity(3), MIDDLE, 3_000),
                StripeInvoiceLine.remainingTime(starter.quantity(5), MIDDLE, 5_000));

        assertThat(command(rendering, more)).isEqualTo(changes("starter", 5, null));
    }

    @ParameterizedTest
    @EnumSource
    void aDowngradeToAFreePriceIsAPlanChange(ApiRendering rendering) {
        StripeInvoice downgrade = StripeInvoice.update(
                "in_7",
                free,
                StripeInvoiceLine.unusedTime(pro, MIDDLE, 4_000),
                StripeInvoiceLine.remainingTime(free, MIDDLE, 0));

        assertThat(command(rendering, downgrade)).isEqualTo(changes("free", 1, null));
    }

    @ParameterizedTest
    @EnumSource
    void anUpgradeWithAnAnchorResetOpensANewPeriodAnchoredAtItsStart(ApiRendering rendering) {
        StripeSubscription reset = pro.period(MIDDLE, Instant.parse("2026-12-16T10:00:00Z"));
        StripeInvoice upgrade = StripeInvoice.update(
                "in_7", reset, StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000), StripeInvoiceLine.period(reset));

        assertThat(command(rendering, upgrade))
                .isEqualTo(opens("pro", 1, MIDDLE, Instant.parse("2026-12-16T10:00:00Z"), MIDDLE, false));
    }

    @ParameterizedTest
    @EnumSource
    void theFirstInvoiceOfOldApiVersionsSaysThatItIsAnUpdate(ApiRendering rendering) {
        StripeInvoice first =
                StripeInvoice.of("in_1", starter, "subscription_update", StripeInvoiceLine.period(starter));

        assertThat(command(rendering, first)).isEqualTo(opens("starter", 1, START, END, START, false));
    }

    @ParameterizedTest
    @EnumSource
    void aTrialThatIsGivenLaterIsNoPaidPeriod(ApiRendering rendering) {
        StripeSubscription prolonged = starter.period(MIDDLE, NEXT_YEAR).trial();
        StripeInvoice invoice = StripeInvoice.update(
                "in_7",
                prolonged,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.period(prolonged));

        assertThat(command(rendering, invoice)).isEqualTo(opens("starter", 1, MIDDLE, NEXT_YEAR, null, true));
    }

    @ParameterizedTest
    @EnumSource
    void anotherIntervalInsideThePeriodIsAPlanChangeThatMovesThePaidEnd(ApiRendering rendering) {
        StripeSubscription yearly = starter.price("price_pro_year", 80_000).period(MIDDLE, NEXT_YEAR);
        StripeInvoice swap = StripeInvoice.update(
                "in_7",
                yearly,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(yearly, MIDDLE, 80_000));

        assertThat(command(rendering, swap)).isEqualTo(changes("pro", 1, NEXT_YEAR));
    }

    @ParameterizedTest
    @EnumSource
    void aShorterIntervalInsideThePeriodBringsThePaidEndForward(ApiRendering rendering) {
        StripeSubscription yearly = starter.price("price_pro_year", 80_000).period(START, NEXT_YEAR);
        StripeInvoice swap = StripeInvoice.update(
                "in_7",
                pro,
                StripeInvoiceLine.unusedTime(yearly, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(pro, MIDDLE, 4_000));

        assertThat(command(rendering, swap)).isEqualTo(changes("pro", 1, END));
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyGivesBackGrantsNothing(ApiRendering rendering) {
        assertIgnored(
                rendering, StripeInvoice.update("in_7", starter, StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000)));
    }

    @ParameterizedTest
    @EnumSource
    void aChangeBetweenLinesOfZeroIsDecidedOnlyWhereTheCreditIsMarked(ApiRendering rendering) {
        StripeInvoice discounted = StripeInvoice.update(
                "in_7",
                pro,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 0),
                StripeInvoiceLine.remainingTime(pro, MIDDLE, 0));

        if (!rendering.beforeBasil()) {
            assertThat(command(rendering, discounted)).isInstanceOf(Command.ChangePlan.class);
        } else {
            assertKeptAside(rendering, discounted, "lines of 0 only");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsAsideWhatItWouldHaveToGuess(ApiRendering rendering) {
        StripeInvoiceLine period = StripeInvoiceLine.period(starter);
        StripeInvoiceLine prorated = StripeInvoiceLine.remainingTime(starter, MIDDLE, 500);
        StripeInvoiceLine unknown = StripeInvoiceLine.period(starter.price("price_gold", 9_900));

        assertKeptAside(rendering, first(unknown), "price price_gold of invoice in_1");
        assertKeptAside(rendering, first(unknown).moreLines(), "more lines than the event carries");
        assertKeptAside(rendering, first(prorated), "whole period");
        assertKeptAside(rendering, first(), "whole period");
        assertKeptAside(rendering, first(period, StripeInvoiceLine.period(pro)), "2 lines for plans");
        assertKeptAside(rendering, first(StripeInvoiceLine.period(starter.quantity(0))), "quantity of 0");
        assertKeptAside(rendering, StripeInvoice.update("in_1", starter, period, period), "2 lines for plans");
        assertKeptAside(rendering, StripeInvoice.update("in_1", starter, prorated, prorated), "2 lines for plans");
        assertKeptAside(rendering, StripeInvoice.update("in_1", starter), "no line that is for a plan");
        assertKeptAside(
                rendering,
                StripeInvoice.update("in_1", starter, prorated(Kind.REMAINING_TIME, "price_gold", 500)),
                "price price_gold");
        assertKeptAside(
                rendering,
                StripeInvoice.update("in_1", starter, StripeInvoiceLine.unusedTime(starter, MIDDLE, 500))
                        .moreLines(),
                "more lines");
        assertThat(command(rendering, first(unknown, period)))
                .as("a plan beside something else")
                .isEqualTo(opens("starter", 1, START, END, null, false));
    }

    private StripeInvoice first(StripeInvoiceLine... lines) {
        return StripeInvoice.of("in_1", starter, "subscription_create", lines);
    }

    private static StripeInvoiceLine prorated(Kind kind, String price, long amount) {
        return new StripeInvoiceLine(kind, price, 9_900, 1, amount, MIDDLE, END);
    }

    private static Command opens(
            String plan, long quantity, Instant start, Instant end, @Nullable Instant anchor, boolean trial) {
        return new Command.OpenSlice("acme", new PaidPeriod("sub_1", plan, quantity, start, end, anchor, trial, PAID));
    }

    private static Command changes(String plan, long quantity, @Nullable Instant paidThrough) {
        OperationKey key = OperationKey.fact("plan-change:in_7");
        Instant end = paidThrough == null ? END : paidThrough;
        return new Command.ChangePlan("acme", key, "sub_1", plan, quantity, MIDDLE, paidThrough, null, end);
    }

    private static Command command(ApiRendering rendering, StripeInvoice invoice) {
        return Received.command(StripeEvents.in(rendering).invoicePaid(invoice, PAID), LINKED);
    }

    private static Command freePriceNamed(ApiRendering rendering, StripeInvoice invoice) {
        StripeWebhooks source = Received.source(StripeSettings.builder().freePrice("price_free"));
        HandlerResult result =
                Received.handled(source, StripeEvents.in(rendering).invoicePaid(invoice, PAID), LINKED);
        return ((HandlerResult.Apply) result).commands().get(0);
    }

    private static void assertIgnored(ApiRendering rendering, StripeInvoice invoice) {
        assertThat(Received.handled(StripeEvents.in(rendering).invoicePaid(invoice, PAID), LINKED))
                .isInstanceOf(HandlerResult.Ignore.class);
    }

    private static void assertKeptAside(ApiRendering rendering, StripeInvoice invoice, String why) {
        assertKeptAside(StripeEvents.in(rendering).invoicePaid(invoice, PAID), why);
    }

    private static void assertKeptAside(StripeEvent event, String why) {
        assertThat(Received.handled(event, LINKED))
                .isInstanceOfSatisfying(
                        HandlerResult.Quarantine.class,
                        quarantine -> assertThat(quarantine.why()).contains(why));
    }
}
