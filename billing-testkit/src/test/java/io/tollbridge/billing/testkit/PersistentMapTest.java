// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
    @Test
    void behavesLikeATreeMapWhateverIsPutInAndTakenOut() {
        Random random = new Random(4711);
        for (int round = 0; round < 40; round++) {
            NavigableMap<Integer, String> expected = new TreeMap<>();
            PersistentMap<Integer, String> map = PersistentMap.empty();
            for (int step = 0; step < 400; step++) {
                int key = random.nextInt(120);
                if (random.nextInt(3) == 0) {
                    expected.remove(key);
                    map = map.without(key);
                } else {
                    expected.put(key, key + "/" + step);
                    map = map.with(key, key + "/" + step);
                }
            }
            assertSame(map, expected);
        }
    }

    private static void assertSame(PersistentMap<Integer, String> map, NavigableMap<Integer, String> expected) {
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(map.values()).containsExactlyElementsOf(expected.values());
        assertThat(map.descending(value -> true, Integer.MAX_VALUE))
                .containsExactlyElementsOf(expected.descendingMap().values());
        for (int key = -1; key <= 120; key++) {
            assertThat(map.get(key)).isEqualTo(expected.get(key));
            assertThat(map.contains(key)).isEqualTo(expected.containsKey(key));
            assertThat(map.above(key, value -> true, 5))
                    .containsExactlyElementsOf(expected.tailMap(key, false).values().stream()
                            .limit(5)
                            .toList());
        }
    }

    @Test
    void aChangeLeavesTheMapBeforeItAlone() {
        PersistentMap<String, Integer> before =
                PersistentMap.<String, Integer>empty().with("a", 1).with("b", 2);
        assertThat(before.with("c", 3).with("a", 9).without("b").values()).containsExactly(9, 3);
        assertThat(before.values()).containsExactly(1, 2);
    }

    @Test
    void staysShallowWhenKeysComeInOrder() {
        // a degenerate tree of this size would exhaust the stack
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int key = 0; key < 200_000; key++) {
            map = map.with(key, key);
        }
        for (int key = 0; key < 199_990; key++) {
            map = map.without(key);
        }
        assertThat(map.values())
                .containsExactly(
                        199_990, 199_991, 199_992, 199_993, 199_994, 199_995, 199_996, 199_997, 199_998, 199_999);
    }

    @Test
    void givesWantedValuesUpToALimitInTheOrderAskedFor() {
        PersistentMap<Integer, Integer> map = PersistentMap.emptyBy(Comparator.<Integer>reverseOrder());
        List<Integer> all = new ArrayList<>();
        for (int key = 0; key < 10; key++) {
            map = map.with(key, key);
            all.add(0, key);
        }
        assertThat(map.values()).isEqualTo(all);
        assertThat(map.above(7, value -> value % 2 == 0, 2)).containsExactly(6, 4);
        assertThat(map.descending(value -> value % 2 == 1, 2)).containsExactly(1, 3);
    }
}
