// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of an event in one pass over the whole document, without building a tree. What passes is JSON that
 * later readers can take as it is: one object, no name twice in an object, not nested deeper than {@value #MAX_DEPTH}.
 * Whatever the input, the only exception is {@link WebhookRejectedException}. Not thread-safe, for one use.
 */
final class EnvelopeReader {
    /** Stripe's deepest objects are nested a dozen levels deep. */
    static final int MAX_DEPTH = 64;

    static final long LAST_SECOND_OF_YEAR_9999 = 253_402_300_799L;

    private static final String NOT_JSON = "the body is not well-formed JSON";
    /** What can be stored and compared in every database: visible ASCII. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,255}");

    private static final Pattern WHOLE_SECONDS = Pattern.compile("[1-9][0-9]{0,11}");

    private final JsonReader in;
    private @Nullable String object;
    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String account;
    private @Nullable String apiVersion;
    private @Nullable Boolean livemode;
    private @Nullable Instant created;
    private @Nullable String objectId;
    private boolean objectSeen;

    private EnvelopeReader(String payload) {
        in = new JsonReader(new StringReader(payload));
    }

    static EventEnvelope read(String payload) {
        if (payload.indexOf('\0') >= 0) {
            // why: JSON allows it nowhere, and not every database can store it
            throw notAnEvent("the body contains a NUL character");
        }
        try {
            EnvelopeReader reader = new EnvelopeReader(payload);
            reader.document();
            return reader.envelope();
        } catch (WebhookRejectedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // why: neither message nor cause may pass on, for the parser quotes the payload
            throw notAnEvent(NOT_JSON);
        }
    }

    private void document() throws IOException {
        if (in.peek() != JsonToken.BEGIN_OBJECT) {
            throw notAnEvent("the body is not a JSON object");
        }
        object(1, this::field);
        if (in.peek() != JsonToken.END_DOCUMENT) {
            throw notAnEvent(NOT_JSON);
        }
    }

    private void field(String name, int depth) throws IOException {
        switch (name) {
            case "object" -> object = text(name);
            case "id" -> id = token(name);
            case "type" -> type = token(name);
            case "account" -> account = token(name);
            case "api_version" -> apiVersion = token(name);
            case "livemode" -> livemode = flag();
            case "created" -> created = seconds();
            case "data" -> {
                if (in.peek() == JsonToken.BEGIN_OBJECT) {
                    object(depth + 1, this::dataField);
                } else {
                    skip(depth);
                }
            }
            default -> skip(depth);
        }
    }

    private void dataField(String name, int depth) throws IOException {
        if (name.equals("object") && in.peek() == JsonToken.BEGIN_OBJECT) {
            objectSeen = true;
            object(depth + 1, this::dataObjectField);
        } else {
            skip(depth);
        }
    }

    private void dataObjectField(String name, int depth) throws IOException {
        if (name.equals("id") && in.peek() == JsonToken.STRING) {
            String value = in.nextString();
            // why: products, plans and coupons may carry any id that their owner likes
            objectId = TOKEN.matcher(value).matches() ? value : null;
        } else {
            skip(depth);
        }
    }

    private EventEnvelope envelope() {
        if ("v2.core.event".equals(object)) {
            throw notAnEvent("the body is a thin event (v2.core.event); give the webhook endpoint the payload style"
                    + " \"snapshot\" in Stripe");
        }
        if (!"event".equals(object)) {
            throw notAnEvent("the body's \"object\" is not \"event\"");
        }
        if (!objectSeen) {
            throw notAnEvent("the event has no data.object");
        }
        return new EventEnvelope(
                required("id", id),
                required("type", type),
                account == null ? "" : account,
                required("livemode", livemode),
                apiVersion,
                required("created", created),
                objectId);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw notAnEvent("the event has no " + name);
        }
        return value;
    }

    /** Reads an object of the given depth, handing each of its fields to {@code reader}. */
    private void object(int depth, FieldReader reader) throws IOException {
        if (depth > MAX_DEPTH) {
            throw notAnEvent("the body is nested deeper than " + MAX_DEPTH + " levels");
        }
        Set<String> names = new HashSet<>();
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            if (!names.add(name)) {
                throw notAnEvent("an object in the body has the same name twice");
            }
            reader.read(name, depth);
        }
        in.endObject();
    }

    /** Reads past a value that lies in an object or array of the given depth. */
    private void skip(int depth) throws IOException {
        switch (in.peek()) {
            case BEGIN_OBJECT -> object(depth + 1, (name, inner) -> skip(inner));
            case BEGIN_ARRAY -> {
                if (depth + 1 > MAX_DEPTH) {
                    throw notAnEvent("the body is nested deeper than " + MAX_DEPTH + " levels");
                }
                in.beginArray();
                while (in.hasNext()) {
                    skip(depth + 1);
                }
                in.endArray();
            }
            default -> in.skipValue();
        }
    }

    private @Nullable String text(String name) throws IOException {
        JsonToken next = in.peek();
        if (next == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        if (next != JsonToken.STRING) {
            throw notAnEvent("the event's " + name + " is not a string");
        }
        return in.nextString();
    }

    private @Nullable String token(String name) throws IOException {
        String value = text(name);
        if (value != null && !TOKEN.matcher(value).matches()) {
            throw notAnEvent("the event's " + name + " is not 1 to 255 characters of visible ASCII");
        }
        return value;
    }

    private boolean flag() throws IOException {
        if (in.peek() != JsonToken.BOOLEAN) {
            throw notAnEvent("the event's livemode is not true or false");
        }
        return in.nextBoolean();
    }

    private Instant seconds() throws IOException {
        if (in.peek() == JsonToken.NUMBER) {
            String number = in.nextString();
            if (WHOLE_SECONDS.matcher(number).matches()) {
                long seconds = Long.parseLong(number);
                if (seconds <= LAST_SECOND_OF_YEAR_9999) {
                    return Instant.ofEpochSecond(seconds);
                }
            }
        }
        throw notAnEvent("the event's created is not a time in whole seconds");
    }

    private static WebhookRejectedException notAnEvent(String message) {
        return new WebhookRejectedException(Reason.NOT_AN_EVENT, message);
    }

    /** Reads the value of one field. */
    private interface FieldReader {
        void read(String name, int depth) throws IOException;
    }
}
