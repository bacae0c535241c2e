// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentConfirmation;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.spi.PaymentGateway;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a purchase that was sent, and sees to it that nothing is collected of one that is given up.
 * Never makes an attempt of its own. Thread-safe.
 */
final class PurchaseSettlement {
    /** The code of a failure for want of a means of payment, as the rules know it. */
    static final String NO_PAYMENT_METHOD = "NO_PAYMENT_METHOD";

    private static final Logger log = LoggerFactory.getLogger(PurchaseSettlement.class);
    private static final Decline NOT_CONFIRMED =
            new Decline("authentication_required", "not confirmed in time", false, null);
    private static final Duration KEYS_FORGOTTEN = Duration.ofHours(25);
    /** What the service has not on its list so long after a request was to be sent, it was never asked for. */
    private static final Duration SURELY_UNSENT = Duration.ofHours(1);

    private static final Decline NEVER_SENT = new Decline("NOT_WANTED", "never sent", false, null);
    private static final Decline PAGE_CLOSED = new Decline("PAGE_CLOSED", null, false, null);

    private final PaymentGateway gateway;
    private final InstantSource clock;
    private final PurchaseCommands commands;

    PurchaseSettlement(PaymentGateway gateway, InstantSource clock, PurchaseCommands commands) {
        this.gateway = gateway;
        this.clock = clock;
        this.commands = commands;
    }

    /** The attempt as its row says that it was sent. */
    static PurchaseAttempt attempt(String tenantId, Purchase purchase) {
        Purchase.Attempt sent = purchase.attempt();
        String customer = sent.customerId();
        String method = sent.paymentMethodId();
        String description = sent.description();
        Instant firstSentAt = sent.firstSentAt();
        if (customer == null || method == null || description == null || firstSentAt == null) {
            throw new IllegalStateException(
                    "purchase " + purchase.id() + " of tenant " + tenantId + " was not sent and has no attempt");
        }
        return new PurchaseAttempt(
                tenantId,
                purchase.id(),
                sent.number(),
                customer,
                method,
                purchase.order().price(),
                description,
                firstSentAt);
    }

    /**
     * Does what is due about a purchase that was sent, or about a page.
     *
     * @param maySend false when nothing may be sent for it any more, not even again
     */
    Purchase lookAfter(String tenantId, Purchase purchase, boolean maySend) {
        if (!purchase.open()) {
            return purchase;
        }
        if (purchase.kind() == Purchase.Kind.CHECKOUT) {
            return purchase.state() == Purchase.State.PROCESSING
                    ? ofPage(tenantId, purchase, Purchase.State.FAILED)
                    : closePage(tenantId, purchase, Purchase.State.EXPIRED);
        }
        PurchaseAttempt attempt = attempt(tenantId, purchase);
        Instant asked = clock.instant();
        if (!attempt.fingerprint().equals(purchase.attempt().fingerprint())) {
            // under the same key it would be another request, and under another key another charge
            log.warn("Purchase {} of tenant {} is not what was sent; it is ended", purchase.id(), tenantId);
        } else if (maySend) {
            return asSent(tenantId, purchase, attempt, asked);
        }
        return withoutSending(tenantId, purchase, attempt, asked);
    }

    private Purchase asSent(String tenantId, Purchase purchase, PurchaseAttempt attempt, Instant asked) {
        String paymentId = purchase.payment().paymentId();
        if (paymentId == null) {
            return settle(tenantId, purchase, certain(gateway.resolve(attempt, asked)), asked, null);
        }
        if (purchase.state() == Purchase.State.ACTION_REQUIRED) {
            return stop(tenantId, purchase, attempt, paymentId, asked);
        }
        return settle(tenantId, purchase, gateway.payment(attempt, paymentId), asked, null);
    }

    /**
     * Ends a purchase that must not be sent again: its row is not what was sent, because its tenant was erased or somebody
     * changed it, or nobody wants it any more.
     */
    private Purchase withoutSending(String tenantId, Purchase purchase, PurchaseAttempt attempt, Instant asked) {
        String paymentId = purchase.payment().paymentId();
        if (paymentId != null) {
            return stop(tenantId, purchase, attempt, paymentId, asked);
        }
        PurchaseOutcome found = gateway.find(attempt).orElse(null);
        if (found instanceof PurchaseOutcome.RequiresAction waits) {
            return stop(tenantId, purchase, attempt, waits.paymentId(), asked);
        } else if (found != null && !(found instanceof PurchaseOutcome.Unknown)) {
            return settle(tenantId, purchase, found, asked, null);
        }
        if (found == null && attempt.firstSentAt().plus(SURELY_UNSENT).isBefore(asked)) {
            return commands.end(tenantId, purchase, null, Purchase.State.CANCELED, NEVER_SENT);
        }
        // why so late: from then on asking means listing, and never sending
        return attempt.firstSentAt().plus(KEYS_FORGOTTEN).isBefore(asked)
                ? settle(tenantId, purchase, certain(gateway.resolve(attempt, asked)), asked, null)
                : commands.progress(tenantId, purchase, Purchase.State.UNKNOWN, null, asked);
    }

    private Purchase stop(
            String tenantId, Purchase purchase, PurchaseAttempt attempt, String paymentId, Instant asked) {
        PurchaseOutcome canceled = gateway.cancelPayment(attempt, paymentId);
        return canceled instanceof PurchaseOutcome.Failed
                ? commands.fail(tenantId, purchase, paymentId, NOT_CONFIRMED)
                : settle(tenantId, purchase, canceled, asked, null);
    }

    /** Has the customer confirm a charge; what that came to at once is written down. */
    Optional<HostedPage> confirm(String tenantId, Purchase purchase, String returnUrl) {
        String paymentId = purchase.payment().paymentId();
        if (purchase.state() != Purchase.State.ACTION_REQUIRED
                || purchase.kind() == Purchase.Kind.CHECKOUT
                || paymentId == null) {
            return Optional.empty();
        }
        Instant asked = clock.instant();
        PaymentConfirmation told = gateway.confirmPayment(attempt(tenantId, purchase), paymentId, returnUrl);
        URI page = told.page();
        if (page != null) {
            return Optional.of(new HostedPage(paymentId, page, purchase.dueAt()));
        }
        settle(tenantId, purchase, told.outcome(), asked, null);
        return Optional.empty();
    }

    /** When a request could not be made now, nothing is said about the one that was made before. */
    private PurchaseOutcome certain(PurchaseOutcome outcome) {
        return outcome instanceof PurchaseOutcome.Failed failed && worthRepeating(failed)
                ? new PurchaseOutcome.Unknown(failed.reason())
                : outcome;
    }

    boolean worthRepeating(PurchaseOutcome.Failed failed) {
        return failed.code() == ErrorCode.GATEWAY_UNAVAILABLE || failed.code() == ErrorCode.GATEWAY_RATE_LIMITED;
    }

    /**
     * Writes down what an outcome means.
     *
     * @param asked when the gateway was asked
     * @param card fingerprint of the card that was charged, null when it is not known
     */
    Purchase settle(String tenantId, Purchase purchase, PurchaseOutcome outcome, Instant asked, @Nullable String card) {
        if (outcome instanceof PurchaseOutcome.Succeeded paid) {
            return commands.execute(new PurchaseCommand.CompletePurchase(
                            tenantId, purchase.id(), paid.paymentId(), paid.customerId(), paid.received(), asked))
                    .purchase();
        } else if (outcome instanceof PurchaseOutcome.Processing processing) {
            return commands.progress(tenantId, purchase, Purchase.State.PROCESSING, processing.paymentId(), asked);
        } else if (outcome instanceof PurchaseOutcome.RequiresAction action) {
            return commands.progress(tenantId, purchase, Purchase.State.ACTION_REQUIRED, action.paymentId(), asked);
        } else if (outcome instanceof PurchaseOutcome.Declined declined) {
            return declined(tenantId, purchase, declined, card);
        } else if (outcome instanceof PurchaseOutcome.Failed failed) {
            log.warn("Purchase {} of tenant {} failed: {}", purchase.id(), tenantId, failed.reason());
            return commands.fail(
                    tenantId, purchase, null, new Decline(failed.code().name(), null, false, card));
        }
        return commands.progress(tenantId, purchase, Purchase.State.UNKNOWN, null, asked);
    }

    /** A payment that was declined could still be confirmed by other means; it counts as failed once it is canceled. */
    private Purchase declined(
            String tenantId, Purchase purchase, PurchaseOutcome.Declined declined, @Nullable String card) {
        String paymentId = declined.paymentId();
        Decline decline = declined.decline();
        Decline why = decline.cardFingerprint() != null || card == null
                ? decline
                : new Decline(decline.code(), decline.reason(), decline.hard(), card);
        if (paymentId == null) {
            return commands.fail(tenantId, purchase, null, why);
        }
        Instant asked = clock.instant();
        PurchaseOutcome canceled = gateway.cancelPayment(attempt(tenantId, purchase), paymentId);
        if (canceled instanceof PurchaseOutcome.Failed) {
            return commands.fail(tenantId, purchase, paymentId, why);
        }
        return canceled instanceof PurchaseOutcome.Declined || canceled instanceof PurchaseOutcome.Unknown
                ? commands.progress(tenantId, purchase, Purchase.State.UNKNOWN, paymentId, asked)
                : settle(tenantId, purchase, canceled, asked, card);
    }

    /** Closes a page; when it was paid or closed before, what has happened to it is written down. */
    Purchase closePage(String tenantId, Purchase page, Purchase.State end) {
        String sessionId = page.payment().sessionId();
        if (sessionId == null) {
            return commands.giveUp(tenantId, page, PAGE_CLOSED);
        }
        boolean closed;
        try {
            closed = gateway.expireCheckout(sessionId);
        } catch (GatewayException failure) {
            log.warn("Page {} of tenant {} cannot be closed now", sessionId, tenantId, failure);
            return commands.progress(tenantId, page, Purchase.State.UNKNOWN, null, clock.instant());
        }
        return closed ? commands.end(tenantId, page, null, end, PAGE_CLOSED) : ofPage(tenantId, page, end);
    }

    private Purchase ofPage(String tenantId, Purchase page, Purchase.State end) {
        String sessionId = page.payment().sessionId();
        if (sessionId == null) {
            return commands.end(tenantId, page, null, end, PAGE_CLOSED);
        }
        Instant asked = clock.instant();
        PurchaseOutcome outcome = gateway.checkout(sessionId, page.id());
        if (outcome instanceof PurchaseOutcome.Failed) {
            return commands.end(tenantId, page, null, end, PAGE_CLOSED);
        } else if (outcome instanceof PurchaseOutcome.RequiresAction) {
            return commands.progress(tenantId, page, Purchase.State.UNKNOWN, null, asked);
        } else if (outcome instanceof PurchaseOutcome.Declined declined) {
            return commands.fail(tenantId, page, declined.paymentId(), declined.decline());
        }
        return settle(tenantId, page, outcome, asked, null);
    }
}
