// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** One counter for each value of an enum, under one name; all of them are there from the beginning. */
final class Counters<E extends Enum<E>> {
    private final Map<E, Counter> byResult;

    /** Tagged with the result, and with more. */
    Counters(MeterRegistry registry, String name, String description, Class<E> results, String... moreTags) {
        byResult = new EnumMap<>(results);
        for (E result : results.getEnumConstants()) {
            byResult.put(
                    result,
                    Counter.builder(name)
                            .description(description)
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .tags(moreTags)
                            .register(registry));
        }
    }

    void count(E result) {
        requireNonNull(byResult.get(result)).increment();
    }
}
