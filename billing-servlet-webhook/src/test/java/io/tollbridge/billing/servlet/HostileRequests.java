// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Requests that chance and spite suggest, as bytes on the wire. The same seed makes the same requests. */
final class HostileRequests {
    /** Stands in every body; must never be logged. */
    static final String MARK = "hush-4711";

    private static final List<String> METHODS =
            List.of("GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "post", "BREW");
    private static final List<String> PARTS = List.of(
            "t=",
            "v1=",
            ",",
            "=",
            " ",
            "\t",
            "-1",
            "1e9",
            "99999999999999999999",
            "\u00e9",
            "\"",
            ";",
            "v1=" + "0".repeat(64));
    private static final List<String> SCRAPS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "\"id\"",
            "\"",
            "\\u0000",
            "1e999",
            "-0",
            "\u0000",
            "\ufeff",
            "[[[[[[[[");

    private final Random random;
    private final String path;
    private final WebhookSigner signer;
    private final Instant now;

    HostileRequests(long seed, String path, String secret, Instant now) {
        random = new Random(seed);
        this.path = path;
        signer = WebhookSigner.of(secret);
        this.now = now;
    }

    byte[] next() {
        byte[] body = body();
        String genuine = signer.header(body, random.nextInt(8) == 0 ? now.plusSeconds(random.nextInt(9_999)) : now);
        return switch (random.nextInt(10)) {
            case 0 -> request(METHODS.get(random.nextInt(METHODS.size())), genuine, body);
            case 1 -> request("POST", genuine, new byte[1_100_000 + random.nextInt(1_000)]);
            case 2 -> request("POST", null, body);
            case 3, 4, 5 -> request("POST", edited(genuine), body);
            default -> request("POST", genuine, body);
        };
    }

    private byte[] request(String method, @org.jspecify.annotations.Nullable String signature, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        if (signature != null) {
            head.append("Stripe-Signature: ").append(signature).append("\r\n");
        }
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.toString().getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private String edited(String header) {
        StringBuilder edited = new StringBuilder(header);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(edited.length() + 1);
            if (random.nextBoolean()) {
                edited.insert(at, PARTS.get(random.nextInt(PARTS.size())));
            } else {
                edited.delete(at, Math.min(edited.length(), at + 1 + random.nextInt(20)));
            }
        }
        return edited.toString();
    }

    /** An event of a type that is nothing to us, one of a hundred, mostly broken. */
    private byte[] body() {
        StringBuilder body = new StringBuilder("{\"id\":\"evt_" + random.nextInt(100)
                + "\",\"object\":\"event\",\"type\":\"hostile.event\",\"livemode\":false,\"created\":1700000000,"
                + "\"data\":{\"object\":{\"id\":\"x_1\",\"object\":\"x\",\"note\":\"" + MARK + "\"}}}");
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(body.length());
            switch (random.nextInt(3)) {
                case 0 -> body.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
                case 1 -> body.delete(at, Math.min(body.length(), at + 1 + random.nextInt(30)));
                default -> body.setCharAt(at, (char) (32 + random.nextInt(200)));
            }
        }
        byte[] bytes = body.toString().getBytes(UTF_8);
        if (bytes.length > 0 && random.nextInt(6) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
