// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Clawback;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.NewestChange;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for contract tests. */
final class Samples {
    /** 02:30 does not exist on this day in New York: what forgets that it is UTC stores another instant. */
    static final Instant T0 = Instant.parse("2026-03-08T02:30:00.123Z");

    static final Instant BEFORE_EPOCH = Instant.parse("1969-12-31T23:59:59.999Z");
    static final Instant LAST_YEAR_OF_SQL = Instant.parse("9999-12-31T23:59:59.999Z");
    static final LocalDate DAY = LocalDate.of(2026, 3, 8);

    /**
     * Pairs of texts that careless comparisons take for equal: case, accents, trailing and leading blanks, composed and
     * decomposed letters, two emoji, letters that collations expand, and the longest texts there are.
     */
    static final List<String> EASILY_CONFUSED = List.of(
            "acme",
            "Acme",
            "ACME",
            "acmé",
            "acme\u0301",
            "acme ",
            " acme",
            "acme\t",
            "acme\u00a0",
            "straße",
            "strasse",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "acme%",
            "acme_",
            "acme'\"\\;--",
            longest('x'),
            longest('X'),
            longest('ü'),
            longest('漢'));

    private Samples() {}

    /** A text of 255 characters. */
    static String longest(char last) {
        return "ü".repeat(254) + last;
    }

    static Instant later(long seconds) {
        return T0.plus(Duration.ofSeconds(seconds));
    }

    static Grant lot(long id, long credits) {
        return grant(id, Grant.Kind.LOT, "lot:" + id, credits);
    }

    /** An open grant with all its credits left. */
    static Grant grant(long id, Grant.Kind kind, String fact, long credits) {
        Grant.Source source = kind == Grant.Kind.LOT ? Grant.Source.PURCHASE : Grant.Source.SUBSCRIPTION;
        return new Grant(
                id, kind, Grant.State.OPEN, fact, source, credits, credits, 0, 0, Clawback.NONE, false, T0, null);
    }

    /** A grant with its credits elsewhere; closed when nothing is left. */
    static Grant spread(Grant grant, long remaining, long held, long frozen, long clawed) {
        boolean live = remaining > 0 || held > 0 || frozen > 0;
        return new Grant(
                grant.id(),
                grant.kind(),
                live ? Grant.State.OPEN : Grant.State.CLOSED,
                grant.fact(),
                grant.source(),
                grant.credits(),
                remaining,
                held,
                frozen,
                new Clawback(clawed, 0, 0, 0, 0),
                grant.promo(),
                grant.startsAt(),
                grant.expiresAt());
    }

    static Slice slice(long grantId, long allowance, long remaining, long held) {
        return new Slice(
                grantId,
                "slice:sub_1:0",
                "sub_1",
                "pro",
                1,
                T0,
                later(2_678_400),
                allowance,
                allowance - remaining - held,
                remaining,
                held,
                0,
                0,
                allowance,
                1,
                0,
                false,
                false);
    }

    static Subscription subscription(SubscriptionStatus status, @Nullable Instant optional) {
        return subscription("sub_1", status, optional);
    }

    static Subscription subscription(String id, SubscriptionStatus status, @Nullable Instant optional) {
        return new Subscription(
                id,
                "pro",
                3,
                status,
                T0,
                optional,
                optional,
                optional,
                optional,
                false,
                later(7),
                optional,
                optional == null ? null : new NewestChange(optional, 3, optional),
                List.of());
    }

    static Hold hold(String id, Instant expiresAt) {
        return new Hold(id, 1, "LLM", 8, List.of(), Hold.State.OPEN, 0, 0, 0, 0, 0, expiresAt);
    }

    static Hold ended(Hold hold, Hold.State state) {
        return new Hold(
                hold.id(), hold.operationId(), hold.feature(), hold.credits(), hold.legs(), state, 7, 3, 2, 1, 9, T0);
    }

    static UsageDelta use(LocalDate day, String feature, long credits) {
        return new UsageDelta(day, feature, 1, credits, 0, 0);
    }

    static Notification renewed(String key, Instant at) {
        return new Notification(key, Notification.Kind.RENEWED, Notification.Status.PENDING, 0, List.of(), at);
    }

    static WebhookEvent event(String id) {
        return event(new WebhookEventKey("", true, id), "{\"id\":\"" + id + "\"}");
    }

    static WebhookEvent event(WebhookEventKey key, String payload) {
        return new WebhookEvent(key, "invoice.paid", key.eventId(), "2026-07-29.dahlia", T0, payload);
    }

    /** The account with its lists in order, for comparison. */
    static Account sorted(Account account) {
        List<Grant> grants = account.grants().stream()
                .sorted(Comparator.comparing(Grant::id))
                .toList();
        List<Hold> holds =
                account.holds().stream().sorted(Comparator.comparing(Hold::id)).toList();
        List<Subscription> others = account.otherSubscriptions().stream()
                .sorted(Comparator.comparing(Subscription::id))
                .toList();
        return Accounts.with(account, grants, others, holds);
    }
}
