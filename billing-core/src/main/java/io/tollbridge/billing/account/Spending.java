// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What a tenant's limits are counted with. Immutable. A period is the time of a slice, even
 * of one that was ended early, or a month in UTC where there is none; a name
 * of another period than the current one means that nothing has been counted in the current one.
 *
 * @param period the name of the period
 * @param automatic how many automatic purchases of the period are open or granted
 * @param minorUnits what those cost
 * @param bought how many other purchases were begun in the period
 * @param told what the tenant was told in the period, as bits
 * @param day the day in UTC
 * @param boughtOnDay how many other purchases were begun on that day
 */
public record Spending(
        String period, int automatic, long minorUnits, int bought, int told, LocalDate day, int boughtOnDay) {
    /** How far the clock of another node may be ahead. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** Nothing was ever counted. */
    public static final Spending NONE = new Spending("", 0, 0, 0, 0, LocalDate.EPOCH, 0);

    /**
     * These counts as of a moment: what belongs to another period or day begins at zero. What a node whose clock is ahead
     * has begun goes on: going back would count anew, with numbers that were there before.
     */
    Spending at(Draft draft) {
        Instant ahead = draft.now().plus(SKEW);
        String current = period(draft, ahead).equals(period) ? period : period(draft, draft.now());
        LocalDate today = day(ahead).equals(day) ? day : day(draft.now());
        int ofToday = today.equals(day) ? boughtOnDay : 0;
        return current.equals(period)
                ? new Spending(period, automatic, minorUnits, bought, told, today, ofToday)
                : new Spending(current, 0, 0, 0, 0, today, ofToday);
    }

    private static LocalDate day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The name of the period that a draft is in at a moment. */
    private static String period(Draft draft, Instant now) {
        Slice slice = draft.slice();
        String month = "month:" + now.atOffset(ZoneOffset.UTC).toString().substring(0, 7);
        if (slice == null) {
            return month;
        }
        // why the start and not the grant: an operator who resets a slice must not reset what it may cost; and why its
        // whole time: a subscription that ends early must not bring new limits, nor a name that was there before
        long start = slice.start().toEpochMilli();
        return slice.closed() && !now.isBefore(slice.end()) ? month + ":" + start : "slice:" + start;
    }

    Spending withAutomatic(int count, long money) {
        return new Spending(period, count, money, bought, told, day, boughtOnDay);
    }

    Spending withOneMoreBought() {
        return new Spending(period, automatic, minorUnits, bought + 1, told, day, boughtOnDay + 1);
    }

    /** One purchase of today was begun for nothing, so that it does not count. */
    Spending withOneLessBought() {
        return new Spending(
                period, automatic, minorUnits, Math.max(0, bought - 1), told, day, Math.max(0, boughtOnDay - 1));
    }

    boolean isOfToday(Instant moment) {
        return day(moment).equals(day);
    }

    Spending withTold(int bits) {
        return new Spending(period, automatic, minorUnits, bought, bits, day, boughtOnDay);
    }
}
