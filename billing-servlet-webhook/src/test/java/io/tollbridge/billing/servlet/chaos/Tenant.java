// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.Purchase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tenant, and what everybody who acted for it was told. Thread-safe where threads share it. */
final class Tenant {
    final String id;

    /** What it agreed to; the same whenever it switches automatic purchases on. */
    final AutoPurchaseSettings settings;

    /** Pages that somebody was shown. Used by the driver only. */
    final List<String> pages = new ArrayList<>();

    /** What was said about purchases. */
    final Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();

    private final Map<Long, Long> charges = new ConcurrentHashMap<>();
    private final Set<Long> first = ConcurrentHashMap.newKeySet();
    private final Queue<Long> perhaps = new ConcurrentLinkedQueue<>();
    private final Queue<Function<BillingService, Optional<Charge>>> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();
    private final List<Span> forbidden = new ArrayList<>();
    private boolean isForbidden;
    private @Nullable Instant forbiddenSince;
    private volatile @Nullable String customer;

    Tenant(String id, AutoPurchaseSettings settings) {
        this.id = id;
        this.settings = settings;
    }

    /** A time in which nothing may be bought by itself. */
    record Span(Instant after, Instant before) {}

    Optional<String> customer() {
        return Optional.ofNullable(customer);
    }

    void isCustomer(String told) {
        if (customer != null && !customer.equals(told)) {
            contradictions.add(id + " was told to be customer " + customer + ", and then " + told);
        }
        customer = told;
    }

    /** Somebody was told of a charge. */
    void charged(Charge told) {
        if (told.charged() == 0) {
            // why: what charges nothing has no row, and no operation of its own
            return;
        }
        Long before = charges.putIfAbsent(told.operationId(), told.charged());
        if (before != null && before != told.charged()) {
            contradictions.add("operation " + told.operationId() + " of " + id + " was told to charge " + before
                    + ", and then " + told.charged());
        }
        if (!told.replayed() && !first.add(told.operationId())) {
            contradictions.add("operation " + told.operationId() + " of " + id + " was told to two callers as theirs");
        }
    }

    /** Somebody has charged, or has not: nobody told, and nobody can ask again. */
    void perhapsCharged(long credits) {
        perhaps.add(credits);
    }

    /** Somebody has not been answered yet and will ask again; what comes is told, empty when nothing was charged. */
    void asksAgain(Function<BillingService, Optional<Charge>> question) {
        unanswered.add(question);
    }

    /** Everybody who was not answered asks once more. */
    void askAgain(BillingService billing) {
        Function<BillingService, Optional<Charge>> question = unanswered.poll();
        while (question != null) {
            try {
                question.apply(billing).ifPresent(this::charged);
            } catch (OperationRejectedException ended) {
                if (ended.code() != ErrorCode.HOLD_ENDED) {
                    throw ended;
                }
            }
            question = unanswered.poll();
        }
    }

    /** Charged credits, by the operation that callers were told. */
    Map<Long, Long> charges() {
        return Map.copyOf(charges);
    }

    /** Amounts that may have been charged without anybody being told. */
    List<Long> perhaps() {
        return List.copyOf(perhaps);
    }

    List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    void contradiction(String what) {
        contradictions.add(what);
    }

    /** Somebody was told that nothing is bought by itself from now on. What is on its way at this moment may go on. */
    void forbidden() {
        isForbidden = true;
    }

    /** A round begins: nothing of the one before is on its way. */
    void roundBegins(Instant now) {
        forbiddenSince = isForbidden && forbiddenSince == null ? now : forbiddenSince;
    }

    /** Somebody is about to allow it again. */
    void allowed(Instant now) {
        isForbidden = false;
        if (forbiddenSince != null) {
            forbidden.add(new Span(forbiddenSince, now));
            forbiddenSince = null;
        }
    }

    List<Span> spansForbidden() {
        return List.copyOf(forbidden);
    }
}
