// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ledger.ExportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A titled table of an evidence document, which can be written as JSON and as Markdown. Not thread-safe. */
final class EvidenceTable {
    private final String title;
    private final String name;
    private final List<String> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    EvidenceTable(String title, String name, String... columns) {
        this.title = title;
        this.name = name;
        this.columns = List.of(columns);
    }

    void add(@Nullable Object... values) {
        rows.add(values);
    }

    /** An array of objects, under its name. */
    String json() {
        StringBuilder text = new StringBuilder("\"" + name + "\":[");
        RecordWriter writer = RecordWriter.of(ExportFormat.JSON_LINES, columns, text);
        try {
            for (int i = 0; i < rows.size(); i++) {
                text.append(i == 0 ? "" : ",");
                writer.write(rows.get(i));
                text.setLength(text.length() - 1);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory could not be written", impossible);
        }
        return text.append(']').toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder("## " + title + "\n\n");
        if (rows.isEmpty()) {
            return text.append("None.\n").toString();
        }
        text.append("| ").append(String.join(" | ", columns)).append(" |\n|");
        text.append("---|".repeat(columns.size())).append('\n');
        for (@Nullable Object[] row : rows) {
            text.append('|');
            for (Object value : row) {
                text.append(' ').append(cell(value)).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** A value that cannot break out of its cell. */
    private static String cell(@Nullable Object value) {
        return value == null
                ? ""
                : value.toString()
                        .replace("\\", "\\\\")
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("|", "\\|")
                        .replaceAll("\\s+", " ");
    }
}
