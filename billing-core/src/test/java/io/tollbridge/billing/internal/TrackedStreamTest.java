// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.UsageMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrackedStreamTest {
    private final TrackedHost host = new TrackedHost();

    /** Ten credits to begin with, then a credit for each character. */
    static final class Characters implements UsageMeter<Integer, String> {
        @Override
        public long cost(Integer limit) {
            return 10;
        }

        @Override
        public long actual(Integer limit, String token) {
            if (token.equals("broken")) {
                throw new IllegalStateException("broken");
            }
            return token.length();
        }
    }

    interface Rows {
        @TrackUsage(value = "ROW", perElement = true)
        Stream<String> all(@BillingUnits int limit);

        @TrackUsage("MAIL")
        Stream<String> flat();

        @TrackUsage(value = "ROW", perElement = true)
        Iterator<String> iterate(@BillingUnits int limit);

        @TrackUsage(value = "LLM", costBy = Characters.class)
        Stream<String> tokens(int limit);

        @TrackUsage("MAIL")
        void nested();
    }

    private static class Real implements Rows {
        private Stream<String> source = Stream.of("a", "b", "c");
        private boolean closed;

        @Override
        public Stream<String> all(int limit) {
            return source.onClose(() -> closed = true);
        }

        @Override
        public Stream<String> flat() {
            return source;
        }

        @Override
        public Iterator<String> iterate(int limit) {
            return source.iterator();
        }

        @Override
        public Stream<String> tokens(int limit) {
            return source;
        }

        @Override
        public void nested() {}
    }

    private final Real real = new Real();
    private final Rows rows = host.billing.trackUsage(Rows.class, real);

    @Test
    void elementsAreChargedWhenTheStreamIsExhausted() {
        Stream<String> stream = rows.all(10);
        host.credits(80, 20);
        assertThat(stream.toList()).containsExactly("a", "b", "c");
        host.credits(94, 0);
    }

    @Test
    void whatWasDeliveredIsChargedWhenTheStreamIsClosed() {
        try (Stream<String> stream = rows.all(10)) {
            assertThat(stream.findFirst()).contains("a");
            host.credits(80, 20);
        }
        host.credits(98, 0);
        assertThat(real.closed).isTrue();
    }

    @Test
    void closingAnExhaustedStreamChargesNothingMore() {
        try (Stream<String> stream = rows.all(10)) {
            assertThat(stream.count()).isEqualTo(3);
        }
        host.credits(94, 0);
    }

    @Test
    void countingIsReading() {
        real.source = List.of("a", "b").stream();
        assertThat(rows.all(10).count()).isEqualTo(2);
        host.credits(96, 0);
    }

    @Test
    void anAbandonedStreamExpiresAndCostsNothing() {
        assertThat(rows.all(10).findFirst()).contains("a");
        host.credits(80, 20);
        host.expire(host.holds().get(0));
        host.credits(100, 0);
    }

    @Test
    void aStreamOfAFixedPriceIsChargedAsACall() {
        assertThat(rows.flat().toList()).hasSize(3);
        host.credits(95, 0);
    }

    @Test
    void aStreamOfAFixedPriceThatIsClosedUnreadIsChargedAsACall() {
        rows.flat().close();
        host.credits(95, 0);
    }

    @Test
    void aStreamOfElementsThatIsClosedUnreadCostsNothing() {
        rows.all(10).close();
        host.credits(100, 0);
    }

    @Test
    void aSourceThatFailsIsChargedForWhatItDelivered() {
        real.source = Stream.of("a", "b", "boom").peek(TrackedStreamTest::explode);
        assertThatThrownBy(() -> rows.all(10).forEach(row -> {})).hasMessage("boom");
        host.credits(96, 0);
    }

    @Test
    void aSourceOfAFixedPriceThatFailsCostsNothing() {
        real.source = Stream.of("a", "b", "boom").peek(TrackedStreamTest::explode);
        assertThatThrownBy(() -> rows.flat().forEach(row -> {})).hasMessage("boom");
        host.credits(100, 0);
    }

    @Test
    void aReaderThatFailsPaysForWhatItGot() {
        assertThatThrownBy(() -> {
                    try (Stream<String> stream = rows.all(10)) {
                        stream.forEach(TrackedStreamTest::explodeAtB);
                    }
                })
                .hasMessage("b");
        host.credits(96, 0);
    }

    private static void explode(String row) {
        if (row.equals("boom")) {
            throw new IllegalStateException(row);
        }
    }

    private static void explodeAtB(String row) {
        if (row.equals("b")) {
            throw new IllegalStateException(row);
        }
    }

    @Test
    void aParallelStreamIsChargedOnceForEachElement() {
        real.source = IntStream.range(0, 45).mapToObj(Integer::toString).parallel();
        Stream<String> stream = rows.all(50);
        assertThat(stream.isParallel()).isTrue();
        assertThat(stream.map(String::length).reduce(0, Integer::sum)).isEqualTo(80);
        host.credits(10, 0);
    }

    @Test
    void aSortedSourceStaysSorted() {
        TreeSet<String> sorted = new TreeSet<>(Comparator.reverseOrder());
        sorted.addAll(List.of("a", "b", "c"));
        real.source = sorted.stream();
        assertThat(rows.all(10).sorted(Comparator.reverseOrder()).toList()).containsExactly("c", "b", "a");
        host.credits(94, 0);
    }

    @Test
    void aMeterIsAskedForEachElement() {
        real.source = Stream.of("to", "ken", "s");
        assertThat(rows.tokens(5).toList()).hasSize(3);
        host.credits(94, 0);
    }

    @Test
    void aMeterThatFailsDoesNotBreakTheStreamAndChargesTheEstimate() {
        real.source = Stream.of("to", "broken", "s");
        List<String> read = new ArrayList<>();
        assertThat(TrackedHost.logged(() -> rows.tokens(5).forEach(read::add))).hasSize(1);
        assertThat(read).hasSize(3);
        host.credits(90, 0);
    }

    @Test
    void anIteratorIsChargedWhenItHasNoMore() {
        Iterator<String> iterator = rows.iterate(10);
        List<String> read = new ArrayList<>();
        iterator.forEachRemaining(read::add);
        assertThat(read).hasSize(3);
        assertThat(iterator.hasNext()).isFalse();
        host.credits(94, 0);
    }

    @Test
    void anIteratorIsChargedWhenItIsAskedForTooMuch() {
        Iterator<String> iterator = rows.iterate(10);
        for (int i = 0; i < 3; i++) {
            assertThat(iterator.next()).isNotEmpty();
        }
        host.credits(80, 20);
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        host.credits(94, 0);
    }

    @Test
    void anIteratorCanBeClosed() throws Exception {
        Iterator<String> iterator = rows.iterate(10);
        assertThat(iterator.next()).isEqualTo("a");
        assertThat(iterator).isInstanceOf(AutoCloseable.class);
        ((AutoCloseable) iterator).close();
        host.credits(98, 0);
    }

    @Test
    void whatASourceCallsWhileItIsReadIsPartOfTheCall() {
        real.source = Stream.of("a", "b").peek(row -> rows.nested());
        assertThat(rows.all(10).toList()).hasSize(2);
        host.credits(96, 0);
    }

    @Test
    void whatAReaderCallsIsNotPartOfTheCall() {
        rows.all(10).forEach(row -> rows.nested());
        host.credits(79, 0);
    }
}
