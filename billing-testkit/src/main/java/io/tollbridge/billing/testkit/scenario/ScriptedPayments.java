// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A payment service that answers as it is told, and remembers payments by the keys of their attempts as the real one
 * does. Thread-safe.
 */
final class ScriptedPayments extends NoPayments {
    /** What the next charge comes to. */
    enum Script {
        SUCCEED,
        PROCESS,
        ACTION,
        DECLINE,
        HARD_DECLINE,
        UNAVAILABLE,
        LOST_AFTER_CHARGE,
        ACTION_LOST,
        LOST_BEFORE_CHARGE,
        WRONG_AMOUNT,
        BREAK,
        NODE_DIES
    }

    /** The node has died before its request has left it. */
    static final class NodeDied extends Error {
        private static final long serialVersionUID = 1;
    }

    /** A payment as the service has it. */
    static final class Payment {
        final String id;
        final String purchaseId;
        final String customerId;
        final Money amount;
        String status;

        @Nullable
        Decline decline;

        Payment(String id, String purchaseId, String customerId, Money amount, String status) {
            this.id = id;
            this.purchaseId = purchaseId;
            this.customerId = customerId;
            this.amount = amount;
            this.status = status;
        }
    }

    private final Deque<Script> scripts = new ArrayDeque<>();
    private final Map<String, Payment> payments = new LinkedHashMap<>();
    private final Map<String, PaymentMethod> methods = new HashMap<>();
    private final Map<String, CheckoutRequest> pages = new LinkedHashMap<>();
    private final Map<String, String> pageStates = new HashMap<>();
    private final Map<String, String> pageIds = new HashMap<>();
    private final Map<String, Payment> pagePayments = new HashMap<>();
    private final List<PurchaseAttempt> sent = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private final List<String> sentTwice = new ArrayList<>();
    private Runnable whilePageOpens = () -> {};
    private Runnable beforeTheCard = () -> {};
    private boolean away;

    synchronized void next(Script... script) {
        scripts.addAll(List.of(script));
    }

    synchronized void card(String customerId, @Nullable String fingerprint) {
        methods.put(customerId, new PaymentMethod("pm_" + fingerprint, "card", fingerprint));
    }

    /** What happens before the next look at a customer's card. */
    synchronized void beforeTheCardIsLookedAt(Runnable happening) {
        beforeTheCard = happening;
    }

    /** The service cannot be reached at all. */
    synchronized void away(boolean isAway) {
        away = isAway;
    }

    /** How many attempts were sent for the first time. */
    synchronized int sent() {
        return sent.size();
    }

    /** Keys of attempts that were sent as new more than once, which must never be. */
    synchronized List<String> sentTwice() {
        return List.copyOf(sentTwice);
    }

    /** All the money that was taken. */
    synchronized long taken() {
        long sum = 0;
        for (Payment payment : all()) {
            sum += payment.status.equals("succeeded") ? payment.amount.minorUnits() : 0;
        }
        return sum;
    }

    /** How many payments could still be collected. */
    synchronized long collectible() {
        return all().stream()
                .filter(payment -> !payment.status.equals("succeeded") && !payment.status.equals("canceled"))
                .count();
    }

    private Collection<Payment> all() {
        List<Payment> all = new ArrayList<>(payments.values());
        all.addAll(pagePayments.values());
        return all;
    }

    /** The newest payment of an attempt. */
    synchronized Payment last() {
        List<Payment> all = List.copyOf(payments.values());
        return all.get(all.size() - 1);
    }

    /** What a payment comes to later: the bank decides, or the customer confirms. */
    synchronized void becomes(Payment payment, String status) {
        payment.status = status;
    }

    @Override
    public GatewayCustomer createCustomer(CustomerAttempt attempt, Instant now) {
        return new GatewayCustomer("cus_" + attempt.tenantId(), false, attempt.tenantId(), null);
    }

    @Override
    public Optional<GatewayCustomer> getCustomer(String customerId) {
        return Optional.of(new GatewayCustomer(customerId, false, null, null));
    }

    @Override
    public synchronized Optional<PaymentMethod> defaultPaymentMethod(String customerId) {
        reachable();
        Runnable happening = beforeTheCard;
        beforeTheCard = () -> {};
        happening.run();
        return Optional.ofNullable(methods.get(customerId));
    }

    private void reachable() {
        if (away) {
            throw new GatewayException(ErrorCode.GATEWAY_UNAVAILABLE, "the service is away", null, null, null);
        }
    }

    @Override
    public synchronized PurchaseOutcome purchaseCredits(PurchaseAttempt attempt) {
        if (scripts.peek() == Script.NODE_DIES) {
            scripts.poll();
            throw new NodeDied();
        }
        sent.add(attempt);
        if (!keys.add(attempt.key().value())) {
            sentTwice.add(attempt.key().value());
        }
        return charge(attempt);
    }

    @Override
    public synchronized PurchaseOutcome resolve(PurchaseAttempt attempt, Instant now) {
        if (away) {
            return new PurchaseOutcome.Unknown("the service is away");
        }
        Payment known = payments.get(attempt.key().value());
        return known == null ? charge(attempt) : outcome(known);
    }

    @Override
    public synchronized Optional<PurchaseOutcome> find(PurchaseAttempt attempt) {
        return away
                ? Optional.of(new PurchaseOutcome.Unknown("the service is away"))
                : Optional.ofNullable(payments.get(attempt.key().value())).map(ScriptedPayments::outcome);
    }

    private PurchaseOutcome charge(PurchaseAttempt attempt) {
        if (away) {
            return new PurchaseOutcome.Failed(ErrorCode.GATEWAY_UNAVAILABLE, "the service is away");
        }
        Script script = scripts.isEmpty() ? Script.SUCCEED : scripts.poll();
        if (script == Script.UNAVAILABLE) {
            return new PurchaseOutcome.Failed(ErrorCode.GATEWAY_UNAVAILABLE, "not reached");
        } else if (script == Script.LOST_BEFORE_CHARGE) {
            return new PurchaseOutcome.Unknown("timed out");
        } else if (script == Script.BREAK) {
            throw new IllegalStateException("a defect of the gateway");
        }
        Money amount =
                script == Script.WRONG_AMOUNT ? Money.of(1, attempt.amount().currency()) : attempt.amount();
        Payment payment = new Payment(
                "pi_" + (payments.size() + 1), attempt.purchaseId(), attempt.customerId(), amount, status(script));
        boolean hard = script == Script.HARD_DECLINE;
        payment.decline = new Decline("card_declined", hard ? "stolen_card" : "insufficient_funds", hard, null);
        payments.put(attempt.key().value(), payment);
        return script == Script.LOST_AFTER_CHARGE || script == Script.ACTION_LOST
                ? new PurchaseOutcome.Unknown("timed out")
                : outcome(payment);
    }

    private static String status(Script script) {
        return switch (script) {
            case PROCESS -> "processing";
            case ACTION, ACTION_LOST -> "requires_action";
            case DECLINE, HARD_DECLINE -> "declined";
            default -> "succeeded";
        };
    }

    private static PurchaseOutcome outcome(Payment payment) {
        Decline decline = payment.decline;
        return switch (payment.status) {
            case "succeeded" -> new PurchaseOutcome.Succeeded(payment.id, payment.customerId, payment.amount);
            case "processing" -> new PurchaseOutcome.Processing(payment.id);
            case "requires_action" -> new PurchaseOutcome.RequiresAction(payment.id);
            case "declined" ->
                new PurchaseOutcome.Declined(
                        payment.id, decline == null ? new Decline("card_declined", null, false, null) : decline);
            default -> new PurchaseOutcome.Failed(ErrorCode.GATEWAY_ATTEMPT_SPENT, "canceled");
        };
    }

    @Override
    public synchronized PurchaseOutcome payment(PurchaseAttempt attempt, String paymentId) {
        return away ? new PurchaseOutcome.Unknown("the service is away") : outcome(find(paymentId));
    }

    private Payment find(String paymentId) {
        return all().stream()
                .filter(payment -> payment.id.equals(paymentId))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public synchronized PurchaseOutcome cancelPayment(PurchaseAttempt attempt, String paymentId) {
        if (away) {
            return new PurchaseOutcome.Unknown("the service is away");
        }
        Payment payment = find(paymentId);
        if (payment.status.equals("requires_action") || payment.status.equals("declined")) {
            payment.status = "canceled";
        }
        return outcome(payment);
    }

    @Override
    public synchronized HostedPage createCheckout(CheckoutRequest request) {
        reachable();
        String key = request.key().value();
        String known = pageIds.get(key);
        if (known != null && !request.equals(pages.get(known))) {
            throw new GatewayException(ErrorCode.GATEWAY_KEY_CONFLICT, "another request", null, null, null);
        }
        String id = known == null ? "cs_" + (pages.size() + 1) : known;
        pageIds.put(key, id);
        pages.put(id, request);
        pageStates.putIfAbsent(id, "open");
        Runnable meanwhile = whilePageOpens;
        whilePageOpens = () -> {};
        meanwhile.run();
        return hosted(id);
    }

    private static HostedPage hosted(String id) {
        return new HostedPage(id, URI.create("https://pay.example/" + id), null);
    }

    @Override
    public synchronized Optional<HostedPage> findCheckout(String sessionId) {
        reachable();
        return "open".equals(pageStates.get(sessionId)) ? Optional.of(hosted(sessionId)) : Optional.empty();
    }

    /** What happens while the next page is opened, after the service has made it and before anybody knows. */
    synchronized void whilePageOpens(Runnable happening) {
        whilePageOpens = happening;
    }

    /** The answer to the next opening of a page is lost. */
    synchronized void losePage() {
        whilePageOpens(() -> {
            throw new GatewayException(ErrorCode.GATEWAY_OUTCOME_UNKNOWN, "timed out", null, null, null);
        });
    }

    /** The pages that can be paid, whether anybody has seen them or not. */
    synchronized List<String> openPages() {
        return pageStates.entrySet().stream()
                .filter(page -> page.getValue().equals("open"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The customer pays on a page. */
    synchronized Payment pay(String sessionId, String status) {
        CheckoutRequest request = pages.get(sessionId);
        if (request == null || !(request.item() instanceof CheckoutRequest.CreditBundle bundle)) {
            throw new IllegalArgumentException("there is no page " + sessionId);
        }
        if (!"open".equals(pageStates.get(sessionId))) {
            throw new IllegalStateException("page " + sessionId + " is " + pageStates.get(sessionId));
        }
        pageStates.put(sessionId, "complete");
        Money paid = Money.of(
                bundle.unitAmount().minorUnits() * bundle.quantity(),
                bundle.unitAmount().currency());
        Payment payment = new Payment("pi_" + sessionId, bundle.purchaseId(), request.customerId(), paid, status);
        pagePayments.put(sessionId, payment);
        return payment;
    }

    @Override
    public synchronized boolean expireCheckout(String sessionId) {
        reachable();
        return pageStates.replace(sessionId, "open", "expired");
    }

    @Override
    public synchronized PurchaseOutcome checkout(String sessionId, String purchaseId) {
        if (away) {
            return new PurchaseOutcome.Unknown("the service is away");
        }
        Payment payment = pagePayments.get(sessionId);
        if (payment != null) {
            return outcome(payment);
        }
        return "open".equals(pageStates.get(sessionId))
                ? new PurchaseOutcome.RequiresAction(sessionId)
                : new PurchaseOutcome.Failed(ErrorCode.GATEWAY_ATTEMPT_SPENT, "closed");
    }

    /** How many pages were made. */
    synchronized int pages() {
        return pages.size();
    }

    synchronized @Nullable String pageState(String sessionId) {
        return pageStates.get(sessionId);
    }

    @Override
    public GatewayFacts inspect(Set<String> priceIds) {
        throw new GatewayException(ErrorCode.GATEWAY_UNAVAILABLE, "there are no facts in a script", null, null, null);
    }
}
