// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalRowTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");

    private static LedgerEntry full() {
        return new LedgerEntry(
                7,
                6,
                5,
                EntryType.DEDUCT,
                Pool.BUNDLE,
                4,
                -3,
                2,
                1,
                "LLM",
                "k:a",
                9,
                "ann",
                "because ü",
                AT,
                ChainHash.GENESIS);
    }

    private static LedgerEntry bare() {
        return new LedgerEntry(
                1,
                1,
                0,
                EntryType.GRANT,
                Pool.SUBSCRIPTION,
                1,
                1_000,
                1_000,
                1_000,
                null,
                null,
                0,
                null,
                null,
                AT,
                ChainHash.GENESIS);
    }

    @Test
    void theFormatNeverChangesSilently() {
        // computed by a program of its own, from the description of the format
        ChainHash first = bare().linkedTo(ChainHash.GENESIS).hash();
        ChainHash second = full().linkedTo(first).hash();
        assertThat(first).hasToString("0e3eac11d3e173d6176deafd943d24c0bfe41be523da9d3fb10c8f98d2feaa9a");
        assertThat(second).hasToString("67dd4266f2b8b681481200e8e356393dd1ff56aa47e9fba19c1cf106e04c2e48");
    }

    @Test
    void everyFieldChangesTheHash() throws ReflectiveOperationException {
        LedgerEntry row = full();
        RecordComponent[] fields = LedgerEntry.class.getRecordComponents();
        Set<ChainHash> hashes =
                new HashSet<>(List.of(row.linkedTo(ChainHash.GENESIS).hash()));
        int expected = 1;
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].getName().equals("hash")) {
                continue;
            }
            for (Object other : others(fields[i], fields[i].getAccessor().invoke(row))) {
                LedgerEntry changed = changed(row, fields, i, other);
                hashes.add(changed.linkedTo(ChainHash.GENESIS).hash());
                expected++;
                assertThat(hashes).as("%s = %s", fields[i].getName(), other).hasSize(expected);
            }
        }
    }

    private static List<@Nullable Object> others(RecordComponent field, Object value) {
        List<@Nullable Object> others = new ArrayList<>();
        if (value instanceof Long number) {
            others.add(number + 1);
            others.add(~number);
            others.add(number ^ (1L << 40));
        } else if (value instanceof String text) {
            others.add(null);
            others.add("");
            others.add(text + "x");
            others.add(text + "\0");
        } else if (value instanceof Instant instant) {
            others.add(instant.plusMillis(1));
        } else if (value instanceof EntryType) {
            for (EntryType type : EntryType.values()) {
                if (type != value) {
                    others.add(type);
                }
            }
        } else if (value instanceof Pool) {
            for (Pool pool : Pool.values()) {
                if (pool != value) {
                    others.add(pool);
                }
            }
        } else {
            throw new IllegalStateException("no other value is known for " + field);
        }
        return others;
    }

    private static LedgerEntry changed(LedgerEntry row, RecordComponent[] fields, int which, @Nullable Object value)
            throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[fields.length];
        @Nullable Object[] values = new @Nullable Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            types[i] = fields[i].getType();
            values[i] = i == which ? value : fields[i].getAccessor().invoke(row);
        }
        Constructor<LedgerEntry> constructor = LedgerEntry.class.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    @Test
    void textsCannotFlowIntoTheirNeighbours() {
        LedgerEntry one = new LedgerEntry(
                1, 1, 0, EntryType.GIFT, Pool.BUNDLE, 1, 1, 1, 1, "ab", "c", 0, null, null, AT, ChainHash.GENESIS);
        LedgerEntry two = new LedgerEntry(
                1, 1, 0, EntryType.GIFT, Pool.BUNDLE, 1, 1, 1, 1, "a", "bc", 0, null, null, AT, ChainHash.GENESIS);
        LedgerEntry three = new LedgerEntry(
                1, 1, 0, EntryType.GIFT, Pool.BUNDLE, 1, 1, 1, 1, "abc", null, 0, null, null, AT, ChainHash.GENESIS);
        assertThat(Set.of(
                        ChainHash.link(ChainHash.GENESIS, one),
                        ChainHash.link(ChainHash.GENESIS, two),
                        ChainHash.link(ChainHash.GENESIS, three)))
                .hasSize(3);
    }

    @Test
    void theRowBeforeChangesTheHash() {
        ChainHash other = bare().linkedTo(ChainHash.GENESIS).hash();
        assertThat(full().linkedTo(other).hash())
                .isNotEqualTo(full().linkedTo(ChainHash.GENESIS).hash());
    }

    @Test
    void aHashHas32BytesOfItsOwn() {
        byte[] bytes = new byte[ChainHash.LENGTH];
        ChainHash hash = ChainHash.of(bytes);
        bytes[0] = 1;
        hash.toBytes()[1] = 1;
        assertThat(hash).isEqualTo(ChainHash.GENESIS).hasSameHashCodeAs(ChainHash.GENESIS);
        assertThatThrownBy(() -> ChainHash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
