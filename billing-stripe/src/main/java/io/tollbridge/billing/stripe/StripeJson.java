// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a payload and the path to it. What is absent or null reads as null, because Stripe drops and adds
 * fields between API versions; what is there but of another form is {@linkplain UnreadablePayloadException not readable},
 * because Gson would silently make 12 of 12.5.
 */
final class StripeJson {
    private static final long LAST_SECOND_OF_YEAR_9999 = 253_402_300_799L;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final Pattern REFERENCE = Pattern.compile("[!-~]{1,255}");

    private final JsonObject json;
    private final String path;

    private StripeJson(JsonObject json, String path) {
        this.json = json;
        this.path = path;
    }

    /** The object that an event speaks of. */
    static StripeJson dataObject(String payload) {
        StripeJson event = of(payload);
        StripeJson data = event.mandatory("data", event.object("data"));
        return data.mandatory("object", data.object("object"));
    }

    /** A JSON object by itself. */
    static StripeJson of(String payload) {
        JsonElement root;
        try {
            root = JsonParser.parseString(payload);
        } catch (JsonParseException e) {
            // why: no cause, for the parser quotes the payload
            throw new UnreadablePayloadException("the stored payload is not JSON");
        }
        if (!root.isJsonObject()) {
            throw new UnreadablePayloadException("the stored payload is not a JSON object");
        }
        return new StripeJson(root.getAsJsonObject(), "");
    }

    /** The value, which must be there. */
    <T> T mandatory(String name, @Nullable T value) {
        if (value == null) {
            throw unreadable(name, "is missing");
        }
        return value;
    }

    @Nullable
    StripeJson object(String name) {
        JsonElement element = present(name);
        if (element == null) {
            return null;
        }
        if (!element.isJsonObject()) {
            throw unreadable(name, "is not an object");
        }
        return new StripeJson(element.getAsJsonObject(), at(name));
    }

    /** The object where the field holds one, null where it holds only an id. */
    @Nullable
    StripeJson expanded(String name) {
        JsonElement element = present(name);
        return element != null && element.isJsonObject() ? object(name) : null;
    }

    /** A string; an empty one counts as none. */
    @Nullable
    String text(String name) {
        JsonElement element = present(name);
        if (element == null) {
            return null;
        }
        if (!isString(element)) {
            throw unreadable(name, "is not a string");
        }
        return element.getAsString().isEmpty() ? null : element.getAsString();
    }

    /** The id in a field that holds an id or, when it was expanded, the object itself. */
    @Nullable
    String id(String name) {
        StripeJson expanded = expanded(name);
        return expanded == null ? text(name) : expanded.mandatory("id", expanded.text("id"));
    }

    /** An id that Stripe made, which can serve as a key. */
    @Nullable
    String reference(String name) {
        String id = id(name);
        if (id != null && !REFERENCE.matcher(id).matches()) {
            throw unreadable(name, "is not an id of 1 to 255 characters of visible ASCII");
        }
        return id;
    }

    @Nullable
    Boolean flag(String name) {
        JsonElement element = present(name);
        if (element == null) {
            return null;
        }
        if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
            throw unreadable(name, "is not true or false");
        }
        return element.getAsBoolean();
    }

    /** A whole number, exactly as written. */
    @Nullable
    Long integer(String name) {
        JsonElement element = present(name);
        if (element == null) {
            return null;
        }
        if (!isNumber(element) || !WHOLE_NUMBER.matcher(element.getAsString()).matches()) {
            throw unreadable(name, "is not a whole number");
        }
        return Long.valueOf(element.getAsString());
    }

    /** A number that may have decimals, which Stripe writes as a string. */
    @Nullable
    BigDecimal decimal(String name) {
        JsonElement element = present(name);
        if (element == null) {
            return null;
        }
        if (!element.isJsonPrimitive()
                || !DECIMAL.matcher(element.getAsString()).matches()) {
            throw unreadable(name, "is not a decimal number");
        }
        return new BigDecimal(element.getAsString());
    }

    /** A time, which Stripe writes in seconds. */
    @Nullable
    Instant instant(String name) {
        Long seconds = integer(name);
        if (seconds == null) {
            return null;
        }
        if (seconds <= 0 || seconds > LAST_SECOND_OF_YEAR_9999) {
            throw unreadable(name, "is not a time");
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** The entries of a list object, empty when there is none. */
    List<StripeJson> list(String name) {
        StripeJson list = object(name);
        return list == null ? List.of() : list.entries("data");
    }

    /** The objects of an array, empty when there is none. */
    List<StripeJson> entries(String name) {
        JsonElement data = present(name);
        if (data == null) {
            return List.of();
        }
        if (!data.isJsonArray()) {
            throw unreadable(name, "is not an array");
        }
        JsonArray entries = data.getAsJsonArray();
        List<StripeJson> result = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String entryPath = at(name + "[" + i + "]");
            if (!entries.get(i).isJsonObject()) {
                throw new UnreadablePayloadException(entryPath + " is not an object");
            }
            result.add(new StripeJson(entries.get(i).getAsJsonObject(), entryPath));
        }
        return result;
    }

    /** The strings of an array, empty when there is none. */
    List<String> texts(String name) {
        JsonElement data = present(name);
        if (data == null) {
            return List.of();
        }
        if (!data.isJsonArray()) {
            throw unreadable(name, "is not an array");
        }
        List<String> result = new ArrayList<>();
        for (JsonElement one : data.getAsJsonArray()) {
            if (!isString(one)) {
                throw unreadable(name, "holds something else than strings");
            }
            result.add(one.getAsString());
        }
        return result;
    }

    /** True when a list object was cut, so that entries are missing from it. */
    boolean truncated(String name) {
        StripeJson list = object(name);
        return list != null && Boolean.TRUE.equals(list.flag("has_more"));
    }

    /** The same object with all the entries of a list that was cut. */
    StripeJson completed(String name, List<StripeJson> entries) {
        JsonObject whole = json.deepCopy();
        JsonArray data = new JsonArray();
        entries.forEach(entry -> data.add(entry.json));
        JsonObject list = whole.getAsJsonObject(name);
        list.add("data", data);
        list.addProperty("has_more", false);
        return new StripeJson(whole, path);
    }

    UnreadablePayloadException unreadable(String name, String why) {
        return new UnreadablePayloadException(at(name) + " " + why);
    }

    /** The object as text. */
    String payload() {
        return json.toString();
    }

    /** The path only, never the content. */
    @Override
    public String toString() {
        return "StripeJson[" + path + "]";
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private @Nullable JsonElement present(String name) {
        JsonElement element = json.get(name);
        return element == null || element.isJsonNull() ? null : element;
    }

    private static boolean isString(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
    }

    private static boolean isNumber(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isNumber();
    }
}
