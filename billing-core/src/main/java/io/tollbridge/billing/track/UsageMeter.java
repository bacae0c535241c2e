// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

/**
 * What a call costs, from what it returns: {@link #cost} is an estimate that is set aside before the method runs,
 * {@link #actual} is charged afterwards. Credits between the two are given back, or charged in addition from what the
 * tenant still has.
 *
 * <p>The method has run when {@code actual} is asked, so its result is not withheld: when {@code actual} throws or
 * answers with a negative number, or when there is no result to ask about (null), the estimate is charged, and in the
 * first two cases the log says so at ERROR.
 *
 * <p>Must be thread-safe: it is asked in the thread that completes a stage or reads a stream.
 *
 * @param <A> type of the argument; {@link UsageCall} to see all of them
 * @param <R> type of the result: what the method returns, what its {@link java.util.concurrent.CompletionStage}
 *     completes with, or the elements of its {@link java.util.stream.Stream} or {@link java.util.Iterator}
 */
public interface UsageMeter<A, R> extends CostFunction<A> {
    /** Credits that the result cost, 0 or more. Asked for each element of a stream or iterator; the sum is charged. */
    long actual(A input, R result);
}
