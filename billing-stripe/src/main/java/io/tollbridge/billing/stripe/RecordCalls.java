// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads records. */
final class RecordCalls {
    /** Hyphens too: old accounts have customers under ids of their own choice. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    private static final int MOST_LINES = 1_000;

    private final StripeApi api;

    RecordCalls(StripeApi api) {
        this.api = api;
    }

    Optional<byte[]> retrieve(RecordKind kind, String id) {
        return read(kind, id, "").map(record -> record.payload().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A record as JSON.
     *
     * @param query what is appended to its address, empty for nothing
     */
    Optional<StripeJson> read(RecordKind kind, String id, String query) {
        if (kind == RecordKind.INVOICE_LINE) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "lines of invoices are listed by invoice, not read one by one");
        }
        String what = "reading the " + word(kind) + " " + checked(id);
        Answer answer = api.get(what, path(kind) + "/" + id + query);
        if (answer instanceof Answer.Refused refused && Failures.code(refused) == ErrorCode.GATEWAY_OBJECT_UNKNOWN) {
            return Optional.empty();
        }
        return Optional.of(complete(kind, Failures.done(what, answer)));
    }

    /** An invoice carries ten lines of its own; the others are read page by page. */
    private StripeJson complete(RecordKind kind, StripeJson record) {
        if (kind != RecordKind.INVOICE || !record.truncated("lines")) {
            return record;
        }
        String id = record.mandatory("id", record.reference("id"));
        List<StripeJson> lines = new ArrayList<>();
        Optional<RecordQuery> next =
                Optional.of(RecordQuery.of(RecordKind.INVOICE_LINE).where(Filter.INVOICE, id));
        while (next.isPresent()) {
            RecordPage page = list(next.get());
            page.records().forEach(line -> lines.add(StripeJson.of(line.payload())));
            next = page.next(next.get());
            if (lines.size() >= MOST_LINES && next.isPresent()) {
                // why as it came: who reads it must see that there are more
                return record;
            }
        }
        return record.completed("lines", lines);
    }

    RecordPage list(RecordQuery query) {
        return list(query, "");
    }

    RecordPage list(RecordQuery query, String more) {
        List<String> parameters = new ArrayList<>();
        parameters.add("limit=" + query.limit());
        String path = path(query.kind());
        for (Map.Entry<Filter, String> filter : query.filters().entrySet()) {
            if (query.kind() == RecordKind.INVOICE_LINE && filter.getKey() == Filter.INVOICE) {
                path = path(RecordKind.INVOICE) + "/" + checked(filter.getValue()) + "/lines";
            } else {
                parameters.add(parameter(query.kind(), filter.getKey(), filter.getValue()));
            }
        }
        if (query.createdFrom() != null) {
            parameters.add("created[gte]=" + query.createdFrom().getEpochSecond());
        }
        if (query.createdBefore() != null) {
            parameters.add("created[lt]=" + query.createdBefore().getEpochSecond());
        }
        if (query.after() != null) {
            parameters.add("starting_after=" + checked(query.after()));
        }
        if (!more.isEmpty()) {
            parameters.add(more);
        }
        String what = "listing records of kind " + word(query.kind());
        StripeJson page = Failures.done(what, api.get(what, path + "?" + String.join("&", parameters)));
        List<StoredRecord> records = page.entries("data").stream()
                .map(one -> complete(query.kind(), one))
                .map(one -> new StoredRecord(one.mandatory("id", one.reference("id")), one.payload()))
                .toList();
        return new RecordPage(records, Boolean.TRUE.equals(page.flag("has_more")));
    }

    private static String parameter(RecordKind kind, Filter filter, String value) {
        String text = URLEncoder.encode(value, StandardCharsets.UTF_8);
        return switch (filter) {
            case CUSTOMER -> "customer=" + text;
            case SUBSCRIPTION -> "subscription=" + text;
            case INVOICE -> "invoice=" + text;
            case CHARGE -> "charge=" + text;
            case STATUS -> "status=" + text;
            case EVENT_TYPE -> "type=" + text;
            case DELIVERED -> "delivery_success=" + text;
            case PAYMENT ->
                kind == RecordKind.INVOICE_PAYMENT
                        ? "payment[type]=payment_intent&payment[payment_intent]=" + text
                        : "payment_intent=" + text;
        };
    }

    private static String path(RecordKind kind) {
        return "/v1/"
                + switch (kind) {
                    case CUSTOMER -> "customers";
                    case SUBSCRIPTION -> "subscriptions";
                    case INVOICE, INVOICE_LINE -> "invoices";
                    case INVOICE_PAYMENT -> "invoice_payments";
                    case PAYMENT -> "payment_intents";
                    case CHARGE -> "charges";
                    case REFUND -> "refunds";
                    case DISPUTE -> "disputes";
                    case CHECKOUT_SESSION -> "checkout/sessions";
                    case PRICE -> "prices";
                    case EVENT -> "events";
                };
    }

    private static String word(RecordKind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "an id of Stripe is 1 to 255 letters, digits, underscores and hyphens; what was given is not");
        }
        return id;
    }
}
