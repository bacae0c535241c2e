// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of a caller who does not wait, completed with what the answer means to him. Thread-safe. */
final class Reply<R, T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Function<R, T> meaning;

    Reply(Function<R, T> meaning) {
        this.meaning = meaning;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Completes the future if nobody has; what depends on it runs here. One of the two is given. */
    void give(@Nullable R answer, @Nullable Throwable failure) {
        if (failure != null) {
            future.completeExceptionally(failure);
            return;
        }
        T result;
        try {
            result = meaning.apply(requireNonNull(answer));
        } catch (Throwable refused) {
            // why errors too: nobody else would ever complete the future
            future.completeExceptionally(refused);
            return;
        }
        future.complete(result);
    }

    boolean isGiven() {
        return future.isDone();
    }

    /** Waits until the future is complete, but not for what depends on it. */
    void awaitGiven() {
        try {
            future.join();
        } catch (CompletionException | CancellationException complete) {
            // complete is all that was asked for
        }
    }
}
