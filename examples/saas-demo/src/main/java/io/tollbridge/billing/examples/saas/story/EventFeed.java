// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParser;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Brings Stripe's events to an application that Stripe cannot reach, as {@code stripe listen} does: asks for the events,
 * signs each with a secret that only this program knows, and posts it to the webhook address.
 */
final class EventFeed {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Stage stage;
    private final PaymentGateway gateway;
    private final String customer;
    private final Instant since;
    private final WebhookSigner signer;
    private final Set<String> brought = new HashSet<>();

    /**
     * A feed of one customer's events; the account may have others.
     *
     * @param since when to begin
     */
    EventFeed(Stage stage, PaymentGateway gateway, String customer, Instant since, String secret) {
        this.stage = stage;
        this.gateway = gateway;
        this.customer = customer;
        this.since = since;
        this.signer = WebhookSigner.of(secret);
    }

    /** Brings events until something has come about, two minutes at most. */
    void bringUntil(String what, BooleanSupplier cameAbout) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        bring();
        while (!cameAbout.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            bring();
        }
        stage.checks().same(what, true, cameAbout.getAsBoolean());
    }

    private void bring() {
        for (StoredRecord event : newOnes()) {
            byte[] body = event.payload().getBytes(UTF_8);
            HttpAnswer answer = stage.http()
                    .post(
                            stage.application().address().resolve(Webhooks.PATH),
                            Map.of(
                                    "Stripe-Signature",
                                    signer.header(body, stage.now()),
                                    "Content-Type",
                                    "application/json"),
                            body);
            String type = JsonParser.parseString(event.payload())
                    .getAsJsonObject()
                    .get("type")
                    .getAsString();
            stage.narrator().did("Stripe", type, answer);
            stage.checks().same("status of " + type, 200, answer.status());
        }
        stage.awaitWorker();
    }

    /** Oldest first. */
    private List<StoredRecord> newOnes() {
        List<StoredRecord> found = new ArrayList<>();
        Optional<RecordQuery> query =
                Optional.of(RecordQuery.of(RecordKind.EVENT).created(since, null));
        while (query.isPresent()) {
            RecordPage page = gateway.list(query.get());
            page.records().stream()
                    .filter(event -> event.payload().contains(customer))
                    .filter(event -> brought.add(event.id()))
                    .forEach(found::add);
            query = page.next(query.get());
        }
        Collections.reverse(found);
        return found;
    }
}
