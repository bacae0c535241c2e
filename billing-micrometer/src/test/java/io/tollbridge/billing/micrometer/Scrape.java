// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus would read: names with their label values. */
final class Scrape {
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> labels = new LinkedHashSet<>();
    private final List<String> lines;

    Scrape(String text) {
        lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        for (String line : lines) {
            String name = line.split("[{ ]", 2)[0];
            names.add(name);
            Matcher label = LABEL.matcher(line);
            while (label.find()) {
                labels.add(name + " " + label.group(1) + "=" + label.group(2));
            }
        }
    }

    Set<String> names() {
        return names;
    }

    /** Each as "name label=value". */
    Set<String> labels() {
        return labels;
    }

    /** The value of the one line that has the name and all of the labels. */
    double value(String name, String... withLabels) {
        List<String> found = lines.stream()
                .filter(line -> line.split("[{ ]", 2)[0].equals(name))
                .filter(line -> Arrays.stream(withLabels).allMatch(line::contains))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " lines for " + name + " " + List.of(withLabels));
        }
        String line = found.get(0);
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
