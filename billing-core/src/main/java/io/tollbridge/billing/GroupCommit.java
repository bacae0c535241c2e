// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Duration;

/**
 * How concurrent calls share commits. A call that finds nobody else at work is carried out at once by its own thread.
 * Calls that come meanwhile wait and are then carried out together, in one transaction, each with its own outcome.
 *
 * <p>Calls inside the host's transaction never wait in this queue.
 *
 * @param use whether synchronous calls share commits
 * @param lanes how many transactions of shared calls may run at once, never two with the same tenant. 1 by default: it
 *     takes the least CPU. More than one run only while 32 calls or more wait; worth a try where cores are idle
 * @param queue how many calls may wait or run at once, asynchronous ones too; more are refused with
 *     {@link ErrorCode#OVERLOADED}. 10,000 by default
 * @param timeout how long a call waits for its turn before it is given up with {@link ErrorCode#OVERLOADED}; 30 seconds
 *     by default. A call whose turn has come is never given up
 * @param accounts of how many tenants the last known state is kept in memory, so that deciding needs no reading where
 *     the store can check it while writing; 20,000 by default, about 1 KB each. 0 keeps none
 */
public record GroupCommit(Use use, int lanes, int queue, Duration timeout, int accounts) {
    private static final int MOST_LANES = 64;

    /** As the store advises, 1 lane, 10,000 calls, 30 seconds, 20,000 accounts. */
    public static final GroupCommit DEFAULT =
            new GroupCommit(Use.WHERE_IT_HELPS, 1, 10_000, Duration.ofSeconds(30), 20_000);

    public GroupCommit {
        check(lanes >= 1 && lanes <= MOST_LANES, "lanes must be 1 to " + MOST_LANES + ", not " + lanes);
        check(queue >= 1, "queue must be 1 or more, not " + queue);
        check(accounts >= 0, "accounts must be 0 or more, not " + accounts);
        check(
                !timeout.isNegative() && !timeout.isZero() && timeout.compareTo(Duration.ofDays(1)) <= 0,
                "timeout must be longer than zero and a day at most, not " + timeout);
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new InvalidArgumentException(ErrorCode.ARGUMENT_INVALID, "group commit: " + what);
        }
    }

    /** These settings for another use. */
    public GroupCommit use(Use when) {
        return new GroupCommit(when, lanes, queue, timeout, accounts);
    }

    /** These settings with another number of lanes. */
    public GroupCommit lanes(int number) {
        return new GroupCommit(use, number, queue, timeout, accounts);
    }

    /** These settings with another length of the queue. */
    public GroupCommit queue(int length) {
        return new GroupCommit(use, lanes, length, timeout, accounts);
    }

    /** These settings with another time-out. */
    public GroupCommit timeout(Duration longest) {
        return new GroupCommit(use, lanes, queue, longest, accounts);
    }

    /** These settings with another number of accounts in memory. */
    public GroupCommit accounts(int number) {
        return new GroupCommit(use, lanes, queue, timeout, number);
    }

    /** When synchronous calls share commits. */
    public enum Use {
        /** Where the store gains by it: on PostgreSQL, MySQL and MariaDB, not on H2. The default. */
        WHERE_IT_HELPS,
        /** Always. */
        ALWAYS,
        /** Never: each call is a transaction of its own. Asynchronous calls still share theirs. */
        NEVER
    }
}
