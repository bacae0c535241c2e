// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What a benchmark says: tables as it goes along; its results, with their goals, at the end. */
public final class Report {
    private final Consumer<String> out;
    private final List<Result> results = new ArrayList<>();

    /** A report that says its lines to {@code out}. */
    public Report(Consumer<String> out) {
        this.out = out;
    }

    private record Result(String name, Spread value, Goal goal) {}

    /** Says a line. */
    public void line(String text) {
        out.accept(text);
    }

    /** Says a table, between empty lines. */
    public void table(TextTable table) {
        line("");
        table.lines().forEach(out);
        line("");
    }

    /** Keeps a result for the end. A median that is not a finite number was not measured. */
    public void result(String name, Spread value, Goal goal) {
        results.add(new Result(name, value, goal));
    }

    /** Says the results: a table with goals and spread, then one {@code RESULT} line for each. */
    public void results() {
        TextTable table = new TextTable("result", "median", "min..max", "goal", "");
        for (Result result : results) {
            Spread value = result.value();
            table.row(
                    result.name(),
                    Spread.text(value.median()),
                    Spread.text(value.least()) + ".." + Spread.text(value.most()),
                    result.goal().text(),
                    result.goal().verdict(value.median()));
        }
        table(table);
        for (Result result : results) {
            double median = result.value().median();
            line("RESULT " + result.name() + "="
                    + (Double.isFinite(median) ? String.format(Locale.ROOT, "%.4f", median) : "not-measured"));
        }
    }
}
