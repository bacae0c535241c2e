// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ledger.ExportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records of texts and whole numbers. */
abstract class RecordWriter {
    final List<String> names;
    final Appendable target;

    private RecordWriter(List<String> names, Appendable target) {
        this.names = names;
        this.target = target;
    }

    static RecordWriter of(ExportFormat format, List<String> names, Appendable target) {
        return switch (format) {
            case CSV -> Csv.withHeader(names, target);
            case JSON_LINES -> new JsonLines(names, target);
        };
    }

    /** Writes one record; each value is a text, a whole number or null. */
    abstract void write(@Nullable Object[] values) throws IOException;

    private static final class Csv extends RecordWriter {
        private Csv(List<String> names, Appendable target) {
            super(names, target);
        }

        static Csv withHeader(List<String> names, Appendable target) {
            try {
                target.append(String.join(",", names)).append("\r\n");
            } catch (IOException failure) {
                throw new UncheckedIOException("an export could not be written", failure);
            }
            return new Csv(names, target);
        }

        @Override
        void write(@Nullable Object[] values) throws IOException {
            for (int i = 0; i < values.length; i++) {
                target.append(i == 0 ? "" : ",").append(cell(values[i]));
            }
            target.append("\r\n");
        }

        private static String cell(@Nullable Object value) {
            if (!(value instanceof String text)) {
                return value == null ? "" : value.toString();
            }
            String guarded = formula(text) ? "'" + text : text;
            boolean plain = guarded.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
            return plain ? guarded : '"' + guarded.replace("\"", "\"\"") + '"';
        }

        /** True for what a spreadsheet would calculate instead of show. */
        private static boolean formula(String text) {
            return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        }
    }

    private static final class JsonLines extends RecordWriter {
        private JsonLines(List<String> names, Appendable target) {
            super(names, target);
        }

        @Override
        void write(@Nullable Object[] values) throws IOException {
            target.append('{');
            for (int i = 0; i < values.length; i++) {
                target.append(i == 0 ? "" : ",")
                        .append('"')
                        .append(names.get(i))
                        .append("\":");
                value(values[i]);
            }
            target.append("}\n");
        }

        private void value(@Nullable Object value) throws IOException {
            if (!(value instanceof String text)) {
                target.append(String.valueOf(value));
                return;
            }
            target.append('"');
            for (int i = 0; i < text.length(); i++) {
                character(text.charAt(i));
            }
            target.append('"');
        }

        private void character(char c) throws IOException {
            switch (c) {
                case '"' -> target.append("\\\"");
                case '\\' -> target.append("\\\\");
                case '\n' -> target.append("\\n");
                case '\r' -> target.append("\\r");
                case '\t' -> target.append("\\t");
                default -> {
                    // why: lone surrogates are not Unicode text; escaped they survive any encoding
                    if (c < 0x20 || Character.isSurrogate(c)) {
                        target.append(String.format("\\u%04x", (int) c));
                    } else {
                        target.append(c);
                    }
                }
            }
        }
    }
}
