// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Clawback;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.LocalClock;
import io.tollbridge.billing.account.NewestChange;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Things to store, with a different value in each field wherever the types allow it. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123Z");

    private static final AtomicLong COUNT = new AtomicLong();

    private Samples() {}

    /** An id that no other test uses. */
    static String fresh(String what) {
        return what + "-" + COUNT.incrementAndGet();
    }

    static Slice slice(long grantId) {
        return new Slice(
                grantId,
                "slice:sub_9:" + grantId,
                "sub_9",
                "pro",
                3,
                NOW.plusMillis(1),
                NOW.plusMillis(2),
                900,
                100,
                750,
                50,
                0,
                0,
                901,
                4,
                5,
                true,
                false);
    }

    static Slice closedSlice(long grantId) {
        return new Slice(
                grantId,
                "slice:sub_9:" + grantId,
                "sub_9",
                "pro",
                3,
                NOW.plusMillis(1),
                NOW.plusMillis(2),
                900,
                100,
                0,
                50,
                0,
                0,
                901,
                4,
                5,
                false,
                true);
    }

    static Subscription subscription(String id) {
        return new Subscription(
                id,
                "team",
                7,
                SubscriptionStatus.PAST_DUE,
                NOW.plusMillis(10),
                NOW.plusMillis(11),
                NOW.plusMillis(12),
                NOW.plusMillis(13),
                NOW.plusMillis(14),
                true,
                NOW.plusMillis(15),
                NOW.plusMillis(16),
                new NewestChange(NOW.plusMillis(17), 18, NOW.plusMillis(19)),
                List.of());
    }

    static Subscription sparseSubscription(String id) {
        return new Subscription(
                id,
                "team",
                1,
                SubscriptionStatus.ACTIVE,
                NOW,
                null,
                null,
                null,
                null,
                false,
                NOW,
                null,
                null,
                List.of());
    }

    static Grant lot(long id, long remaining, long held, long frozen) {
        return new Grant(
                id,
                Grant.Kind.LOT,
                Grant.State.OPEN,
                "lot:" + id,
                Grant.Source.PURCHASE,
                1_000,
                remaining,
                held,
                frozen,
                new Clawback(21, 1, 2, 3, 4),
                true,
                NOW.plusMillis(30),
                NOW.plusMillis(31));
    }

    static Grant closedLot(long id) {
        return new Grant(
                id,
                Grant.Kind.LOT,
                Grant.State.CLOSED,
                "lot:" + id,
                Grant.Source.GIFT,
                1_000,
                0,
                0,
                0,
                Clawback.NONE,
                false,
                NOW,
                null);
    }

    static Grant sliceGrant(long id, long remaining, long held) {
        return new Grant(
                id,
                Grant.Kind.SLICE,
                Grant.State.OPEN,
                "slice:" + id,
                Grant.Source.SUBSCRIPTION,
                500,
                remaining,
                held,
                0,
                Clawback.NONE,
                false,
                NOW,
                NOW.plusMillis(40));
    }

    static Hold hold(String id, Hold.State state) {
        return new Hold(
                id,
                17,
                "LLM",
                800,
                List.of(new Hold.Leg(true, 3, 500), new Hold.Leg(false, 4, 300)),
                state,
                640,
                600,
                30,
                40,
                23,
                NOW.plusSeconds(60));
    }

    /** The account of a tenant with nothing. */
    static Account empty(String tenant, long version) {
        return new Account(
                tenant,
                null,
                null,
                null,
                false,
                Account.Standing.OPEN,
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                0,
                0,
                LedgerHead.EMPTY,
                version);
    }

    static Account account(
            String tenant,
            @Nullable Slice slice,
            @Nullable Subscription subscription,
            List<Grant> grants,
            long lastGrantId,
            long version) {
        return new Account(
                tenant,
                slice,
                subscription,
                new LocalClock(NOW.plusMillis(50), NOW.plusMillis(51)),
                true,
                Account.Standing.OPEN,
                0,
                grants,
                List.of(),
                List.of(),
                null,
                0,
                lastGrantId,
                new LedgerHead(12, hash(12)),
                version);
    }

    static LedgerEntry entry(long seq, long operationId, @Nullable String key, @Nullable String feature) {
        return new LedgerEntry(
                seq,
                operationId,
                operationId - 1,
                EntryType.CLAWBACK_SUB,
                Pool.SUBSCRIPTION,
                seq + 100,
                -seq,
                seq + 200,
                seq + 300,
                feature,
                key,
                key == null ? 0 : Long.MIN_VALUE + seq,
                feature == null ? null : "operator",
                feature == null ? null : "because",
                NOW.plusMillis(seq),
                hash(seq));
    }

    static ChainHash hash(long seed) {
        byte[] bytes = new byte[ChainHash.LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (seed * 31L + i * 7L);
        }
        return ChainHash.of(bytes);
    }

    static WebhookEvent event(String id) {
        return event(id, "{\"id\":\"" + id + "\"}");
    }

    static WebhookEvent event(String id, String payload) {
        return new WebhookEvent(
                new WebhookEventKey("", true, id),
                "invoice.paid",
                id,
                "2026-07-29.dahlia",
                NOW.minusMillis(5),
                payload);
    }
}
