// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several changes that one paid invoice settles, read alike in every rendering. */
class SettledChangesTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2026-11-16T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-18T10:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-19T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Instant NEXT_YEAR = Instant.parse("2027-11-16T10:00:00Z");
    private static final String ITEM = "\"subscription_item\": \"si_sub_1\"";
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
    @EnumSource
    void changesThatOneInvoiceSettlesCountFromTheirOwnInstants(ApiRendering rendering) {
        StripeInvoice three = settlesThree();

        assertThat(commands(rendering, three))
                .containsExactly(
                        change("plan-change:in_7:" + MIDDLE.getEpochSecond(), "starter", 5, MIDDLE, LATER),
                        change("plan-change:in_7:" + LATER.getEpochSecond(), "pro", 1, LATER, LAST),
                        change("plan-change:in_7", "free", 1, LAST, null));
        assertThat(commands(rendering, three)).as("the same commands each time").isEqualTo(commands(rendering, three));
        assertKeptAside(StripeEvents.in(rendering).invoicePaid(three.moreLines(), PAID), "3 lines for plans");
    }

    @ParameterizedTest
    @EnumSource
    void inClassicBillingModeChangesAreOfOneItemWhenEachGivesBackTheOneBefore(ApiRendering rendering) {
        StripeEvent chained = withoutItems(StripeEvents.in(rendering).invoicePaid(settlesThree(), PAID));
        StripeEvent apart = withoutItems(StripeEvents.in(rendering).invoicePaid(settlesTwoPlans(), PAID));

        assertThat(((HandlerResult.Apply) Received.handled(chained, LINKED)).commands())
                .isEqualTo(commands(rendering, settlesThree()));
        assertKeptAside(apart, "2 lines for plans");
    }

    @ParameterizedTest
    @EnumSource
    void aLongerIntervalAndAChangeOfItOnOneInvoiceMoveThePaidEndOnce(ApiRendering rendering) {
        StripeSubscription yearly = starter.price("price_pro_year", 80_000).period(MIDDLE, NEXT_YEAR);
        StripeInvoice kept = StripeInvoice.update(
                "in_7",
                yearly,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(yearly, MIDDLE, 80_000),
                StripeInvoiceLine.unusedTime(yearly, LATER, 79_500),
                StripeInvoiceLine.remainingTime(yearly.quantity(2), LATER, 159_000));
        StripeInvoice takenBack = StripeInvoice.update(
                "in_7",
                pro,
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(yearly, MIDDLE, 80_000),
                StripeInvoiceLine.unusedTime(yearly, LATER, 79_500),
                StripeInvoiceLine.remainingTime(pro, LATER, 3_500));

        Command.ChangePlan toTheYear =
                (Command.ChangePlan) commands(rendering, kept).get(1);
        Command.ChangePlan back =
                (Command.ChangePlan) commands(rendering, takenBack).get(1);

        assertThat(toTheYear.paidThrough()).isEqualTo(NEXT_YEAR);
        assertThat(back.paidThrough()).isNull();
        assertThat(back.periodEnd()).isEqualTo(END);
        assertThat(commands(rendering, kept).get(0))
                .isEqualTo(new Command.ChangePlan(
                        "acme",
                        OperationKey.fact("plan-change:in_7:" + MIDDLE.getEpochSecond()),
                        "sub_1",
                        "pro",
                        1,
                        MIDDLE,
                        null,
                        LATER,
                        null));
    }

    @ParameterizedTest
    @EnumSource
    void changesOfTwoItemsAreKeptAside(ApiRendering rendering) {
        StripeEvent one = StripeEvents.in(rendering).invoicePaid(settlesTwoPlans(), PAID);

        assertKeptAside(
                changed(one, one.json().replaceFirst(ITEM, "\"subscription_item\": \"si_2\"")), "2 lines for plans");
    }

    private static StripeEvent withoutItems(StripeEvent event) {
        assertThat(event.json()).contains(ITEM);
        return changed(event, event.json().replace(ITEM, "\"unknown\": 1"));
    }

    private static StripeEvent changed(StripeEvent event, String json) {
        return new StripeEvent(event.id(), event.type(), event.created(), json);
    }

    /** Of which neither replaces the other. */
    private StripeInvoice settlesTwoPlans() {
        return StripeInvoice.update(
                "in_7",
                starter,
                StripeInvoiceLine.remainingTime(starter.quantity(2), MIDDLE, 2_000),
                StripeInvoiceLine.remainingTime(pro, LATER, 6_000));
    }

    /** Of five units, of PRO, and of a free plan at last, each with what it gives back. */
    private StripeInvoice settlesThree() {
        return StripeInvoice.update(
                "in_7",
                free,
                StripeInvoiceLine.remainingTime(starter.quantity(5), MIDDLE, 5_000),
                StripeInvoiceLine.unusedTime(starter, MIDDLE, 1_000),
                StripeInvoiceLine.unusedTime(pro, LAST, 2_000),
                StripeInvoiceLine.unusedTime(starter.quantity(5), LATER, 4_000),
                StripeInvoiceLine.remainingTime(pro, LATER, 6_000),
                StripeInvoiceLine.remainingTime(free, LAST, 0));
    }

    private static Command change(String fact, String plan, long quantity, Instant since, @Nullable Instant until) {
        return new Command.ChangePlan(
                "acme",
                OperationKey.fact(fact),
                "sub_1",
                plan,
                quantity,
                since,
                null,
                until,
                until == null ? END : null);
    }

    private static List<Command> commands(ApiRendering rendering, StripeInvoice invoice) {
        HandlerResult result = Received.handled(StripeEvents.in(rendering).invoicePaid(invoice, PAID), LINKED);
        return ((HandlerResult.Apply) result).commands();
    }

    private static void assertKeptAside(StripeEvent event, String why) {
        assertThat(Received.handled(event, LINKED))
                .isInstanceOfSatisfying(
                        HandlerResult.Quarantine.class,
                        quarantine -> assertThat(quarantine.why()).contains(why));
    }
}
