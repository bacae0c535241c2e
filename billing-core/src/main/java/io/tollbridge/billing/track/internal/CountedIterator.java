// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Hands the elements of a source on and counts them. Closing it closes the source, if that can be closed. */
final class CountedIterator<T> implements Iterator<T>, AutoCloseable {
    private final Iterator<T> source;
    private final Delivery delivery;
    private boolean ended;

    CountedIterator(Iterator<T> source, Delivery delivery) {
        this.source = source;
        this.delivery = delivery;
    }

    @Override
    public boolean hasNext() {
        CallContext outer = delivery.inside().enter();
        boolean more;
        try {
            more = source.hasNext();
        } catch (Throwable failure) {
            delivery.broken(failure);
            throw failure;
        } finally {
            outer.resume();
        }
        if (!more) {
            end();
        }
        return more;
    }

    @Override
    public T next() {
        CallContext outer = delivery.inside().enter();
        T element;
        try {
            element = source.next();
        } catch (NoSuchElementException none) {
            end();
            throw none;
        } catch (Throwable failure) {
            delivery.broken(failure);
            throw failure;
        } finally {
            outer.resume();
        }
        delivery.delivered(element);
        return element;
    }

    private void end() {
        if (!ended) {
            ended = true;
            delivery.exhausted();
        }
    }

    @Override
    public void remove() {
        source.remove();
    }

    @Override
    public void close() {
        delivery.ended();
        if (source instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException thrown) {
                throw thrown;
            } catch (Exception checked) {
                throw new IllegalStateException("the source of a tracked iterator could not be closed", checked);
            }
        }
    }
}
