// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks headers, bodies and events in every way that chance and spite suggest. The same seed breaks the same way. */
final class HostileInput {
    private static final List<String> HEADER_PARTS = List.of(
            "t=",
            "v1=",
            "v0=",
            ",",
            "=",
            " ",
            "\t",
            "t",
            "-1",
            "1e9",
            "0",
            "99999999999999999999",
            "\u0000",
            "é",
            "💶",
            "\"",
            ";",
            "0".repeat(64),
            "f".repeat(63),
            "v1=" + "0".repeat(64));

    private final Random random;

    HostileInput(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String header(String genuine) {
        StringBuilder header = new StringBuilder(genuine);
        for (int edits = 1 + below(3); edits > 0; edits--) {
            int at = below(header.length() + 1);
            String part = HEADER_PARTS.get(below(HEADER_PARTS.size()));
            switch (below(5)) {
                case 0 -> header.insert(at, part);
                case 1 -> header.delete(at, Math.min(header.length(), at + 1 + below(8)));
                case 2 -> header.replace(at, Math.min(header.length(), at + part.length()), part);
                case 3 -> header.setLength(at);
                default -> header.append(',').append(part);
            }
        }
        return header.toString();
    }

    byte[] body(byte[] genuine) {
        byte[] body = genuine.clone();
        switch (below(6)) {
            case 0 -> {
                for (int flips = 1 + below(8); flips > 0; flips--) {
                    body[below(body.length)] ^= (byte) (1 << below(8));
                }
            }
            case 1 -> body = Arrays.copyOf(body, below(body.length));
            case 2 -> body[below(body.length)] = (byte) "{}[]\",:\\0\u0000".charAt(below(9));
            case 3 -> body = spliced(body, "{\"a\":[".repeat(below(100)).getBytes(UTF_8));
            case 4 -> {
                byte[] noise = new byte[below(64)];
                random.nextBytes(noise);
                body = spliced(body, noise);
            }
            default -> random.nextBytes(body);
        }
        return body;
    }

    private byte[] spliced(byte[] body, byte[] part) {
        int at = below(body.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, at);
        out.writeBytes(part);
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    /** An event that is well-formed JSON with some of its values replaced, removed or repeated. */
    String event(String genuine) {
        JsonElement root = JsonParser.parseString(genuine);
        for (int edits = 1 + below(4); edits > 0; edits--) {
            List<Runnable> places = new ArrayList<>();
            collect(root, places);
            if (!places.isEmpty()) {
                places.get(below(places.size())).run();
            }
        }
        return root.toString();
    }

    private void collect(JsonElement element, List<Runnable> places) {
        if (element instanceof JsonObject object) {
            for (String name : object.keySet()) {
                places.add(() -> {
                    if (below(4) == 0) {
                        object.remove(name);
                    } else {
                        object.add(name, value());
                    }
                });
                collect(object.get(name), places);
            }
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> {
                    if (below(2) == 0 && at < array.size()) {
                        array.add(array.get(at).deepCopy());
                    } else if (at < array.size()) {
                        array.set(at, value());
                    }
                });
                collect(array.get(i), places);
            }
        }
    }

    private JsonElement value() {
        return switch (below(14)) {
            case 0 -> JsonNull.INSTANCE;
            case 1 -> new JsonObject();
            case 2 -> new JsonArray();
            case 3 -> new JsonPrimitive("");
            case 4 -> new JsonPrimitive(" ");
            case 5 -> new JsonPrimitive("x".repeat(300));
            case 6 -> new JsonPrimitive("a\u0000\ud83d");
            case 7 -> new JsonPrimitive(new BigDecimal("12.5"));
            case 8 -> new JsonPrimitive(new BigDecimal("1e20"));
            case 9 -> new JsonPrimitive(new BigDecimal("1e999999"));
            case 10 -> new JsonPrimitive(new BigDecimal("9223372036854775808"));
            case 11 -> new JsonPrimitive(-random.nextInt(5));
            case 12 -> new JsonPrimitive(random.nextBoolean());
            default -> nested();
        };
    }

    private static JsonElement nested() {
        JsonObject object = new JsonObject();
        object.addProperty("id", "evt_1");
        JsonArray array = new JsonArray();
        array.add(object);
        JsonObject outer = new JsonObject();
        outer.add("data", array);
        return outer;
    }
}
