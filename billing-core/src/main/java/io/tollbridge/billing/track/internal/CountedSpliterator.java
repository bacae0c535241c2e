// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.util.Comparator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Hands the elements of a source on and counts them. */
final class CountedSpliterator<T> implements Spliterator<T> {
    private final Spliterator<T> source;
    private final Delivery delivery;
    private boolean ended;

    // what the source gave last; a field, so that no object is made for each element
    @SuppressWarnings("NullAway.Init") // set by the source before it is read
    private T next;

    private CountedSpliterator(Spliterator<T> source, Delivery delivery) {
        this.source = source;
        this.delivery = delivery;
    }

    static <T> Stream<T> stream(Stream<T> stream, Delivery delivery) {
        return StreamSupport.stream(new CountedSpliterator<>(stream.spliterator(), delivery), stream.isParallel())
                .onClose(delivery::ended)
                .onClose(stream::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        if (!advance()) {
            end();
            return false;
        }
        T element = next;
        delivery.delivered(element);
        action.accept(element);
        return true;
    }

    private boolean advance() {
        CallContext outer = delivery.inside().enter();
        try {
            return source.tryAdvance(element -> next = element);
        } catch (Throwable failure) {
            delivery.broken(failure);
            throw failure;
        } finally {
            outer.resume();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            delivery.exhausted();
        }
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        Spliterator<T> part = source.trySplit();
        if (part == null) {
            return null;
        }
        delivery.split();
        return new CountedSpliterator<>(part, delivery);
    }

    @Override
    public long estimateSize() {
        return source.estimateSize();
    }

    @Override
    public int characteristics() {
        // why: a stream of known size answers count() without handing any element out
        return source.characteristics() & ~(SIZED | SUBSIZED);
    }

    @Override
    public Comparator<? super T> getComparator() {
        return source.getComparator();
    }
}
