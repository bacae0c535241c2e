// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Columns of text, as wide as they must be; numbers stand on the right. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<Object>> rows = new ArrayList<>();

    TextTable(String... header) {
        this.header = List.of(header);
    }

    TextTable row(Object... cells) {
        rows.add(List.of(cells));
        return this;
    }

    List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        lines.add(line(List.copyOf(header), widths));
        lines.add(line(
                header.stream()
                        .map(name -> (Object) "-".repeat(widths[header.indexOf(name)]))
                        .toList(),
                widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[header.size()];
        Stream.concat(Stream.of(List.<Object>copyOf(header)), rows.stream()).forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).toString().length());
            }
        });
        return widths;
    }

    private String line(List<Object> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cells.get(i).toString();
            String padding = " ".repeat(widths[i] - text.length());
            line.append(isNumeric(i) ? padding + text : text + padding).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column) instanceof Number);
    }
}
