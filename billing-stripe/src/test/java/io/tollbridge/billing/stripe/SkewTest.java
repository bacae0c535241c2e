// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.account.Command;
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
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same facts are read from every API version since 2019; a fact that is not where it was is never guessed. */
class SkewTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2026-11-16T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Instant TOLD = Instant.parse("2026-11-16T10:00:05Z");

    /** Stripe leaves these out, or null, where there is nothing to tell: a missing one cannot be told from none. */
    private static final Set<String> MAY_BE_ABSENT = Set.of(
            "cancel_at",
            "cancel_at_period_end",
            "pause_collection",
            // a price that knows no quantity
            "quantity",
            // told as unknown, and not needed for what is granted
            "current_period_start",
            "current_period_end");

    private static final LinkedCustomers LINKED = LinkedCustomers.of(
            Catalog.builder()
                    .plan(Plan.monthly("starter", 1_000)
                            .stripePrice("price_starter")
                            .trialCredits(100))
                    .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
                    .build(),
            new TenantLink("acme", "cus_1", false));

    private static final StripeSubscription STARTER = StripeSubscription.active(
                    "sub_1", "cus_1", "price_starter", START, END)
            .quantity(3);
    private static final StripeSubscription PRO = STARTER.price("price_pro", 8_000);

    private static Map<String, StripeEvent> events(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);
        Map<String, StripeEvent> events = new LinkedHashMap<>();
        events.put("created", stripe.subscriptionCreated(STARTER, TOLD));
        events.put("trial", stripe.subscriptionCreated(STARTER.trial(), TOLD));
        events.put("past due", stripe.subscriptionUpdated(STARTER.status("past_due"), TOLD));
        events.put("cancel planned", stripe.subscriptionUpdated(STARTER.cancelAtPeriodEnd(), TOLD));
        events.put("cancel dated", stripe.subscriptionUpdated(STARTER.cancelAt(MIDDLE), TOLD));
        events.put("collection paused", stripe.subscriptionUpdated(STARTER.collectionPaused(true), TOLD));
        events.put("deleted", stripe.subscriptionDeleted(STARTER.canceled(TOLD), TOLD));
        events.put(
                "pending update applied",
                stripe.subscription("customer.subscription.pending_update_applied", PRO, TOLD));
        events.put("first invoice", stripe.invoicePaid(StripeInvoice.first("in_1", STARTER), TOLD));
        events.put("trial invoice", stripe.invoicePaid(StripeInvoice.first("in_1", STARTER.trial()), TOLD));
        events.put("renewal", stripe.invoicePaid(StripeInvoice.renewal("in_2", STARTER), TOLD));
        events.put("upgrade", stripe.invoicePaid(upgrade(), TOLD));
        events.put(
                "anchor reset",
                stripe.invoicePaid(
                        StripeInvoice.update("in_4", PRO.period(MIDDLE, END), StripeInvoiceLine.period(PRO)), TOLD));
        return events;
    }

    private static StripeInvoice upgrade() {
        return StripeInvoice.update(
                "in_3",
                PRO,
                StripeInvoiceLine.unusedTime(STARTER, MIDDLE, 1_000),
                StripeInvoiceLine.remainingTime(PRO, MIDDLE, 4_000));
    }

    private static @Nullable Command command(StripeEvent event, JsonObject object) {
        JsonObject data = new JsonObject();
        data.add("object", object);
        JsonObject envelope = new JsonObject();
        envelope.add("data", data);
        WebhookEvent received = new WebhookEvent(
                new WebhookEventKey("", false, event.id()),
                event.type(),
                "object",
                null,
                event.created(),
                envelope.toString());
        HandlerResult result = new SubscriptionWebhookHandler(Set.of(), null).handle(received, LINKED);
        return result instanceof HandlerResult.Apply apply ? apply.commands().get(0) : null;
    }

    private static JsonObject object(StripeEvent event) {
        return JsonParser.parseString(event.json())
                .getAsJsonObject()
                .getAsJsonObject("data")
                .getAsJsonObject("object");
    }

    @ParameterizedTest
    @EnumSource
    void theSameFactsAreReadFromEveryVersion(ApiRendering rendering) {
        Map<String, StripeEvent> current = events(ApiRendering.DAHLIA_2026_07_29);

        events(rendering).forEach((what, event) -> {
            StripeEvent same = requireNonNull(current.get(what));
            assertThat(command(event, object(event)))
                    .as("%s in %s", what, rendering)
                    .isNotNull()
                    .isEqualTo(command(same, object(same)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFactThatIsNotWhereItWasIsReadElsewhereOrNotAtAll(ApiRendering rendering) {
        int[] kept = new int[1];
        events(rendering).forEach((what, event) -> {
            JsonObject original = object(event);
            Command whole = command(event, original);
            for (List<String> path : paths(original, List.of())) {
                JsonObject changed = original.deepCopy();
                change(changed, path, parent -> parent.remove(last(path)));
                Command read = command(event, changed);
                if (read != null && !MAY_BE_ABSENT.contains(last(path))) {
                    assertThat(read)
                            .as("%s in %s without %s", what, rendering, path)
                            .isEqualTo(whole);
                }
                kept[0] += read == null ? 1 : 0;
            }
        });
        assertThat(kept[0]).as("facts without which nothing is done").isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource
    void aFactOfAnotherFormIsNeverTakenForTheOldOne(ApiRendering rendering) {
        List<JsonElement> forms = List.of(new JsonArray(), new JsonObject(), JsonParser.parseString("\"1e9\""));
        events(rendering).forEach((what, event) -> {
            JsonObject original = object(event);
            Command whole = command(event, original);
            for (List<String> path : paths(original, List.of())) {
                for (JsonElement form : forms) {
                    JsonObject changed = original.deepCopy();
                    change(changed, path, parent -> parent.add(last(path), form));
                    Command read = command(event, changed);
                    boolean another = read != null && !read.equals(whole);
                    assertThat(another && !freeText(path))
                            .as("%s in %s with %s at %s became %s", what, rendering, form, path, read)
                            .isFalse();
                }
            }
        });
    }

    /** Any text is an id, so another text is another id. */
    private static boolean freeText(List<String> path) {
        return Set.of("id", "subscription", "pause_collection", "items").contains(last(path));
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }

    private static List<List<String>> paths(JsonElement json, List<String> at) {
        List<List<String>> paths = new ArrayList<>();
        if (json instanceof JsonObject fields) {
            fields.entrySet().forEach(field -> {
                List<String> path = with(at, field.getKey());
                paths.add(path);
                paths.addAll(paths(field.getValue(), path));
            });
        } else if (json instanceof JsonArray entries) {
            for (int i = 0; i < entries.size(); i++) {
                paths.addAll(paths(entries.get(i), with(at, String.valueOf(i))));
            }
        }
        return paths;
    }

    private static List<String> with(List<String> at, String name) {
        List<String> path = new ArrayList<>(at);
        path.add(name);
        return List.copyOf(path);
    }

    private static void change(JsonObject root, List<String> path, Consumer<JsonObject> change) {
        JsonElement at = root;
        for (String name : path.subList(0, path.size() - 1)) {
            at = at instanceof JsonArray entries
                    ? entries.get(Integer.parseInt(name))
                    : at.getAsJsonObject().get(name);
        }
        change.accept(at.getAsJsonObject());
    }
}
