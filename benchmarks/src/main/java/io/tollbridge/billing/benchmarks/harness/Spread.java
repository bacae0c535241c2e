// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.util.Collection;
import java.util.Locale;

/**
 * What several rounds came to.
 *
 * @param median of the rounds
 * @param least of the rounds
 * @param most of the rounds
 */
public record Spread(double median, double least, double most) {
    /** The spread of one number for each round. */
    public static Spread of(Collection<Double> rounds) {
        double[] sorted =
                rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Median and range, such as {@code 5.36 [4.96..5.51]}. */
    public String text() {
        return text(median) + " [" + text(least) + ".." + text(most) + "]";
    }

    /** A number with three digits that matter. */
    public static String text(double number) {
        if (!Double.isFinite(number)) {
            return "n/a";
        }
        double size = Math.abs(number);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }
}
