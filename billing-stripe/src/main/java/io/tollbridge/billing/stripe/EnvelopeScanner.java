// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelopes of ordinary events straight from the bytes, in one pass that also proves them to be UTF-8 and
 * well-formed JSON. Whatever is unusual is left to {@link EnvelopeReader}, which alone says what is wrong: this class
 * knows only events that the reader would read just so. For one body.
 */
final class EnvelopeScanner {
    private static final int MAX_NAMES = 256;
    private static final int MAX_TOKEN = 255;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_SECONDS_DIGITS = 12;
    private static final byte[] EVENT = ascii("event");
    private static final byte[] OBJECT = ascii("object");
    private static final byte[] ID = ascii("id");

    private final byte[] in;
    private final int[] nameStarts = new int[MAX_NAMES];
    private final int[] nameEnds = new int[MAX_NAMES];
    private int names;
    private int at;
    /** Of the string that was passed last: whether it has neither escapes nor anything but visible ASCII. */
    private boolean visible;

    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String account;
    private @Nullable String apiVersion;
    private @Nullable String objectId;
    private @Nullable Boolean livemode;
    private @Nullable Instant created;
    private boolean isEvent;
    private boolean objectSeen;

    private EnvelopeScanner(byte[] body) {
        in = body;
    }

    /** The envelope; null when the body is not an ordinary event. */
    static @Nullable EventEnvelope scan(byte[] body) {
        EnvelopeScanner scanner = new EnvelopeScanner(body);
        try {
            scanner.blank();
            scanner.pass('{');
            scanner.object(Place.EVENT, 1);
            scanner.blank();
        } catch (Unusual unusual) {
            return null;
        }
        return scanner.at == body.length ? scanner.envelope() : null;
    }

    /** Which object it is in. */
    private enum Place {
        EVENT,
        DATA,
        DATA_OBJECT,
        ELSEWHERE
    }

    private @Nullable EventEnvelope envelope() {
        if (!isEvent || !objectSeen || id == null || type == null || livemode == null || created == null) {
            return null;
        }
        return new EventEnvelope(id, type, account == null ? "" : account, livemode, apiVersion, created, objectId);
    }

    /** Passes the rest of an object, whose brace was passed. */
    private void object(Place place, int depth) {
        if (depth > EnvelopeReader.MAX_DEPTH) {
            throw new Unusual();
        }
        int before = names;
        blank();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            pass('"');
            int start = at;
            boolean escapes = string();
            if (escapes) {
                // why: two spellings may be the same name
                throw new Unusual();
            }
            int end = at - 1;
            remember(before, start, end);
            blank();
            pass(':');
            blank();
            field(place, start, end, depth);
            blank();
            byte next = next();
            if (next == '}') {
                names = before;
                return;
            }
            if (next != ',') {
                throw new Unusual();
            }
            blank();
        }
    }

    private void remember(int before, int start, int end) {
        for (int i = before; i < names; i++) {
            if (nameEnds[i] - nameStarts[i] == end - start
                    && Arrays.equals(in, nameStarts[i], nameEnds[i], in, start, end)) {
                throw new Unusual();
            }
        }
        if (names == MAX_NAMES) {
            throw new Unusual();
        }
        nameStarts[names] = start;
        nameEnds[names++] = end;
    }

    private void field(Place place, int start, int end, int depth) {
        switch (place) {
            case EVENT -> eventField(new String(in, start, end - start, US_ASCII), depth);
            case DATA -> {
                if (is(OBJECT, start, end)) {
                    pass('{');
                    objectSeen = true;
                    object(Place.DATA_OBJECT, depth + 1);
                } else {
                    value(depth);
                }
            }
            case DATA_OBJECT -> {
                if (is(ID, start, end) && peek() == '"') {
                    objectId = token();
                } else {
                    value(depth);
                }
            }
            case ELSEWHERE -> value(depth);
        }
    }

    private void eventField(String name, int depth) {
        switch (name) {
            case "object" -> {
                pass('"');
                int start = at;
                string();
                isEvent = is(EVENT, start, at - 1);
            }
            case "id" -> id = token();
            case "type" -> type = token();
            case "account" -> account = tokenOrNull();
            case "api_version" -> apiVersion = tokenOrNull();
            case "livemode" -> livemode = flag();
            case "created" -> created = seconds();
            case "data" -> {
                pass('{');
                object(Place.DATA, depth + 1);
            }
            default -> value(depth);
        }
    }

    private boolean is(byte[] word, int start, int end) {
        return end - start == word.length && Arrays.equals(in, start, end, word, 0, word.length);
    }

    private @Nullable String tokenOrNull() {
        if (peek() == 'n') {
            word("null");
            return null;
        }
        return token();
    }

    private String token() {
        pass('"');
        int start = at;
        string();
        int length = at - 1 - start;
        if (!visible || length < 1 || length > MAX_TOKEN) {
            throw new Unusual();
        }
        return new String(in, start, length, US_ASCII);
    }

    private boolean flag() {
        boolean truth = peek() == 't';
        word(truth ? "true" : "false");
        return truth;
    }

    private Instant seconds() {
        int start = at;
        long seconds = 0;
        while (isDigit(peek()) && at - start <= MAX_SECONDS_DIGITS) {
            seconds = seconds * 10 + (next() - '0');
        }
        byte end = peek();
        if (in[start] == '0'
                || at == start
                || at - start > MAX_SECONDS_DIGITS
                || seconds > EnvelopeReader.LAST_SECOND_OF_YEAR_9999
                || end == '.'
                || end == 'e'
                || end == 'E') {
            throw new Unusual();
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** Passes a value that lies in an object or array of the given depth. */
    private void value(int depth) {
        byte first = peek();
        switch (first) {
            case '"' -> {
                at++;
                string();
            }
            case '{' -> {
                at++;
                object(Place.ELSEWHERE, depth + 1);
            }
            case '[' -> {
                at++;
                array(depth + 1);
            }
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void array(int depth) {
        if (depth > EnvelopeReader.MAX_DEPTH) {
            throw new Unusual();
        }
        blank();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            value(depth);
            blank();
            byte next = next();
            if (next == ']') {
                return;
            }
            if (next != ',') {
                throw new Unusual();
            }
            blank();
        }
    }

    private void number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        // why: the reader does not take numbers that are longer than its buffer
        if (at - start > MAX_NUMBER) {
            throw new Unusual();
        }
    }

    private void digits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        if (at == start) {
            throw new Unusual();
        }
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    /** Passes the rest of a string, whose quote was passed, and the quote behind it; true when it has escapes. */
    private boolean string() {
        boolean escapes = false;
        boolean allVisible = true;
        while (true) {
            byte one = next();
            if (one == '"') {
                visible = allVisible && !escapes;
                return escapes;
            }
            if (one == '\\') {
                escapes = true;
                escape();
            } else if (one < 0) {
                allVisible = false;
                at = Utf8.end(in, at - 1);
                if (at < 0) {
                    throw new Unusual();
                }
            } else if (one <= ' ' || one == 0x7f) {
                if (one < ' ') {
                    throw new Unusual();
                }
                allVisible = false;
            }
        }
    }

    private void escape() {
        byte kind = next();
        if (kind == 'u') {
            for (int i = 0; i < 4; i++) {
                if (Character.digit(next(), 16) < 0) {
                    throw new Unusual();
                }
            }
        } else if ("\"\\/bfnrt".indexOf(kind) < 0) {
            throw new Unusual();
        }
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            pass(word.charAt(i));
        }
    }

    private void blank() {
        while (at < in.length && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private void pass(char expected) {
        if (next() != expected) {
            throw new Unusual();
        }
    }

    private byte next() {
        byte next = peek();
        at++;
        return next;
    }

    private byte peek() {
        if (at >= in.length) {
            throw new Unusual();
        }
        return in[at];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Gives up; never leaves this class. */
    private static final class Unusual extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusual() {
            super("not an ordinary event", null, false, false);
        }
    }
}
