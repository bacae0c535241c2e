// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invoices for items beside the plan. */
class SoldItemsTest {
    private static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("starter", 1_000).stripePrice("price_plan"))
            .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
            .build();
    private static final String PLAN = item("si_plan", "price_plan");
    private static final String SEATS = item("si_seats", "price_seats");

    private static String item(String id, String price) {
        return "{\"id\":\"" + id + "\",\"object\":\"subscription_item\",\"price\":{\"id\":\"" + price + "\"}}";
    }

    private static String items(String which) {
        return switch (which) {
            case "plan and seats" -> PLAN + "," + SEATS;
            case "plan" -> PLAN;
            case "seats" -> SEATS;
            case "two plans" -> PLAN + "," + SEATS + "," + item("si_pro", "price_pro");
            default -> throw new IllegalArgumentException(which);
        };
    }

    @ParameterizedTest(name = "an invoice ({0}) of {1} on a subscription with {2}: {3}")
    @DisplayName("an invoice for items beside the plan means nothing, and what may be the plan's is kept aside")
    @CsvSource({
        "subscription_cycle, si_seats, plan and seats, Nothing",
        "subscription_cycle, si_gone, plan and seats, Doubt",
        "subscription_cycle, '', plan and seats, Doubt",
        "subscription_cycle, si_seats, seats, Doubt",
        "subscription_cycle, si_seats, two plans, Doubt",
        "subscription_update, si_seats, plan and seats, Nothing",
        "subscription_update, si_seats, plan, Nothing",
        "subscription_update, '', plan and seats, Nothing",
        "subscription_update, si_plan, plan, Doubt",
        "subscription_update, si_seats, seats, Doubt",
        "subscription_update, si_seats, two plans, Doubt",
        "subscription_create, si_seats, plan and seats, Doubt",
    })
    void tellsThePlanFromOtherItems(String reason, String item, String items, String reading) throws IOException {
        String subscription = "{\"id\":\"sub_1\",\"object\":\"subscription\",\"items\":{\"object\":\"list\","
                + "\"has_more\":false,\"data\":[" + items(items) + "]}}";
        String details = item.isEmpty() ? "" : ",\"subscription_item\":\"" + item + "\"";
        String invoice = "{\"id\":\"in_1\",\"object\":\"invoice\",\"status\":\"paid\",\"billing_reason\":\"" + reason
                + "\",\"subscription\":\"sub_1\",\"lines\":{\"object\":\"list\",\"has_more\":false,\"data\":[{\"id\":"
                + "\"il_1\",\"amount\":500,\"proration\":" + reason.equals("subscription_update")
                + ",\"price\":{\"id\":\"price_seats\"},\"period\":{\"start\":1,\"end\":2}" + details + "}]}}";

        try (ScriptedStripe stripe = new ScriptedStripe(ScriptedStripe.answer(200, "", subscription))) {
            StripeSettings settings = StripeSettings.builder()
                    .webhookSecret("whsec_1")
                    .livemode(false)
                    .apiKey("sk_test_hush")
                    .apiBase(stripe.base())
                    .build();
            RecordCalls records = new RecordCalls(StripeApi.of(settings, "sk_test_hush"));

            Reading read = new PaidInvoice(Set.of(), records)
                    .read(new InvoiceReader(StripeJson.of(invoice)), Instant.EPOCH, CATALOG);

            assertThat(read.getClass().getSimpleName()).isEqualTo(reading);
        }
    }
}
