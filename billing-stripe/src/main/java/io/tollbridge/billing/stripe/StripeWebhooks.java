// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stripe's side of webhooks. Thread-safe. */
final class StripeWebhooks implements WebhookSource {
    private final StripeSettings settings;
    private final @Nullable CurrentObject current;
    private final SignatureVerifier signatures;
    private final List<WebhookHandler> handlers;

    /**
     * The webhooks of an account.
     *
     * @param current what reads objects again, null without an API key
     * @param records what payments are read with, null without an API key: nothing can have been bought then
     */
    StripeWebhooks(StripeSettings settings, @Nullable CurrentObject current, @Nullable RecordCalls records) {
        this.current = current;
        this.settings = settings;
        this.signatures = new SignatureVerifier(settings.webhookSecrets(), settings.signatureTolerance());
        WebhookHandler subscriptions = new SubscriptionWebhookHandler(settings.freePrices(), records);
        WebhookHandler notices = new SubscriptionNoticeHandler();
        this.handlers = records == null
                ? List.of(subscriptions, notices)
                : List.of(subscriptions, notices, new PaymentWebhookHandler(records, settings.freePrices()));
    }

    void verifySignature(byte[] body, @Nullable String signatureHeader, Instant now) {
        signatures.verify(body, signatureHeader, now);
    }

    @Override
    public Verified verify(byte[] body, @Nullable String signatureHeader, Instant now) {
        signatures.verify(body, signatureHeader, now);
        EventEnvelope scanned = EnvelopeScanner.scan(body);
        return scanned == null ? read(decoded(body)) : read(new String(body, StandardCharsets.UTF_8), scanned);
    }

    @Override
    public Optional<Verified> listed(String payload) {
        return Optional.of(read(payload));
    }

    @Override
    public Optional<WebhookEvent> telling(RecordKind kind, String payload, Instant now) {
        return RecordEvent.telling(kind, payload, now, settings.livemode());
    }

    private Verified read(String payload) {
        return read(payload, EnvelopeReader.read(payload));
    }

    private Verified read(String payload, EventEnvelope envelope) {
        WebhookEvent event = new WebhookEvent(
                new WebhookEventKey(envelope.account(), envelope.livemode(), envelope.id()),
                envelope.type(),
                envelope.objectId(),
                envelope.apiVersion(),
                envelope.created(),
                payload);
        return new Verified(event, quarantine(envelope));
    }

    @Override
    public WebhookEvent current(WebhookEvent event, Instant now) {
        return current == null ? event : current.in(event, now);
    }

    @Override
    public Set<String> connectedAccounts() {
        return settings.accounts();
    }

    @Override
    public List<WebhookHandler> handlers() {
        return handlers;
    }

    private @Nullable String quarantine(EventEnvelope envelope) {
        if (envelope.livemode() != settings.livemode()) {
            return "the event is of Stripe's " + mode(envelope.livemode()) + " mode, but this installation is for "
                    + mode(settings.livemode()) + " mode";
        }
        if (!envelope.account().isEmpty() && !settings.accounts().contains(envelope.account())) {
            return "the event is of the connected account " + envelope.account()
                    + ", which is not accepted; name it with StripeSettings.account(...) if it should be";
        }
        return null;
    }

    private static String mode(boolean live) {
        return live ? "live" : "test";
    }

    private static String decoded(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WebhookRejectedException(Reason.NOT_AN_EVENT, "the body is not UTF-8");
        }
    }
}
