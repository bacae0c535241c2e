// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

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
    /** Nothing was ever counted. */
    public static final Spending NONE = new Spending("", 0, 0, 0, 0, LocalDate.EPOCH, 0);

    /** These counts as of a moment: what belongs to another period or day begins at zero. */
    Spending at(Draft draft) {
        String current = period(draft);
        LocalDate today = draft.now().atOffset(ZoneOffset.UTC).toLocalDate();
        int ofToday = today.equals(day) ? boughtOnDay : 0;
        return current.equals(period)
                ? new Spending(period, automatic, minorUnits, bought, told, today, ofToday)
                : new Spending(current, 0, 0, 0, 0, today, ofToday);
    }

    /** The name of the period that a draft is in. */
    static String period(Draft draft) {
        Slice slice = draft.slice();
        String month =
                "month:" + draft.now().atOffset(ZoneOffset.UTC).toString().substring(0, 7);
        if (slice == null) {
            return month;
        }
        // why the start and not the grant: an operator who resets a slice must not reset what it may cost; and why its
        // whole time: a subscription that ends early must not bring new limits, nor a name that was there before
        long start = slice.start().toEpochMilli();
        return slice.closed() && !draft.now().isBefore(slice.end()) ? month + ":" + start : "slice:" + start;
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
        return moment.atOffset(ZoneOffset.UTC).toLocalDate().equals(day);
    }

    Spending withTold(int bits) {
        return new Spending(period, automatic, minorUnits, bought, bits, day, boughtOnDay);
    }
}
