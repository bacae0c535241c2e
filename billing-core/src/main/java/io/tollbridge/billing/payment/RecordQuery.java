// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records to list, newest first. Immutable; each method returns a new query. A filter that the payment service
 * does not have for the kind is refused by the service, not ignored.
 *
 * @param kind what to list
 * @param filters what they must match
 * @param createdFrom made then or later, by the service's clock, null for any
 * @param createdBefore made before then, null for any
 * @param after the id of the last record of the page before, null for the first page
 * @param limit records of a page, 1 to 100
 */
public record RecordQuery(
        RecordKind kind,
        Map<Filter, String> filters,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore,
        @Nullable String after,
        int limit) {
    /** What records can be chosen by. */
    public enum Filter {
        /** The customer's id. */
        CUSTOMER,
        /** The subscription's id. */
        SUBSCRIPTION,
        /** The invoice's id. */
        INVOICE,
        /** The payment's id. */
        PAYMENT,
        /** The charge's id. */
        CHARGE,
        /** The service's word for the state; subscriptions of every state need {@code all}. */
        STATUS,
        /** The type of an event. */
        EVENT_TYPE,
        /** {@code false} for events that some endpoint has not taken. */
        DELIVERED
    }

    public RecordQuery {
        filters = Map.copyOf(filters);
        if (limit < 1 || limit > 100) {
            throw new InvalidArgumentException(ErrorCode.ARGUMENT_INVALID, "a page has 1 to 100 records, not " + limit);
        }
    }

    /** All records of a kind. */
    public static RecordQuery of(RecordKind kind) {
        return new RecordQuery(kind, Map.of(), null, null, null, 100);
    }

    /** Only those that match. */
    public RecordQuery where(Filter filter, String value) {
        Map<Filter, String> more = new LinkedHashMap<>(filters);
        more.put(filter, value);
        return new RecordQuery(kind, more, createdFrom, createdBefore, after, limit);
    }

    /** Only those made in {@code [from, before)}; null leaves a side open. */
    public RecordQuery created(@Nullable Instant from, @Nullable Instant before) {
        return new RecordQuery(kind, filters, from, before, after, limit);
    }

    /** The page that follows a record. */
    public RecordQuery after(String id) {
        return new RecordQuery(kind, filters, createdFrom, createdBefore, id, limit);
    }

    /** Pages of so many records. */
    public RecordQuery limit(int records) {
        return new RecordQuery(kind, filters, createdFrom, createdBefore, after, records);
    }
}
