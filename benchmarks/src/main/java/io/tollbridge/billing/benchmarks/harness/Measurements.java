// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The windows of one case, by contender, in the order of rounds. */
public final class Measurements {
    private final Map<String, List<Window>> windows = new LinkedHashMap<>();

    /** Adds a round of a contender. */
    public void add(String contender, Window window) {
        windows.computeIfAbsent(contender, absent -> new ArrayList<>()).add(window);
    }

    /** One number of a contender, over the rounds. */
    public Spread of(String contender, ToDoubleFunction<Window> number) {
        return Spread.of(windows(contender).stream().map(number::applyAsDouble).toList());
    }

    /** Ours divided by the peer's, inside each round. */
    public Spread ratio(String ours, String peer, ToDoubleFunction<Window> number) {
        List<Double> ratios = new ArrayList<>();
        List<Window> a = windows(ours);
        List<Window> b = windows(peer);
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            ratios.add(number.applyAsDouble(a.get(i)) / number.applyAsDouble(b.get(i)));
        }
        return Spread.of(ratios);
    }

    private List<Window> windows(String contender) {
        return windows.getOrDefault(contender, List.of());
    }
}
