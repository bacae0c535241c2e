// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Clawback;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Grants and holds: slices, lots and what is set aside of them. */
public abstract class GrantStoreContract extends StoreContract {
    /** For subclasses. */
    protected GrantStoreContract() {}

    @Test
    final void keepsEveryFieldOfAGrant() {
        List<Grant> written = new ArrayList<>();
        for (Grant.Kind kind : Grant.Kind.values()) {
            for (Grant.State state : Grant.State.values()) {
                for (Grant.Source source : Grant.Source.values()) {
                    long id = written.size() + 1L;
                    written.add(new Grant(
                            id,
                            kind,
                            state,
                            "fact " + id,
                            source,
                            2000 + id,
                            100 + id,
                            200 + id,
                            300 + id,
                            new Clawback(400 + id, 500 + id, 600 + id, 700 + id, 800 + id),
                            id % 2 == 0,
                            Samples.later(id),
                            id % 3 == 0 ? null : Samples.later(2 * id)));
                }
            }
        }
        write("acme", change -> {
            written.forEach(change::grant);
            return change;
        });
        assertThat(grants("acme")).isEqualTo(written);
    }

    @Test
    final void keepsTheGreatestFiguresOfAGrant() {
        long max = Long.MAX_VALUE;
        Grant grant = new Grant(
                max,
                Grant.Kind.LOT,
                Grant.State.OPEN,
                // the longest fact that the core makes: of a lot for the longest idempotency key
                "lot:k:" + Samples.longest('f'),
                Grant.Source.PURCHASE,
                max,
                max,
                0,
                0,
                new Clawback(max, max, max, max, 0),
                true,
                Samples.BEFORE_EPOCH,
                Samples.LAST_YEAR_OF_SQL);
        Account written = write("acme", change -> change.grant(grant));
        assertThat(grants("acme")).containsExactly(grant);
        assertThat(account("acme")).isEqualTo(written);
    }

    @Test
    final void writesAGrantAnewInItsFinalForm() {
        Grant fresh = Samples.lot(1, 500);
        write("acme", change -> change.grant(fresh).grant(Samples.lot(2, 7)));
        Grant changed = new Grant(
                1,
                Grant.Kind.LOT,
                Grant.State.OPEN,
                fresh.fact(),
                fresh.source(),
                600,
                1,
                2,
                3,
                new Clawback(4, 5, 6, 7, 8),
                fresh.promo(),
                fresh.startsAt(),
                Samples.later(60));
        write("acme", change -> change.grant(changed));
        assertThat(grants("acme")).containsExactly(changed, Samples.lot(2, 7));
        assertThat(Samples.sorted(account("acme")).grants()).containsExactly(changed, Samples.lot(2, 7));
    }

    @Test
    final void grantsOnceForOneFact() {
        write("acme", change -> change.grant(Samples.grant(1, Grant.Kind.LOT, "pi_1", 5)));
        assertRefused(
                "acme",
                () -> write(
                        "acme",
                        change -> change.grant(Samples.grant(2, Grant.Kind.LOT, "pi_1", 5))
                                .usage(Samples.use(Samples.DAY, "LLM", 1))));
        assertRefused(
                "acme",
                () -> write(
                        "acme",
                        change -> change.grant(Samples.grant(2, Grant.Kind.LOT, "pi_2", 5))
                                .grant(Samples.grant(3, Grant.Kind.LOT, "pi_2", 5))));
        write("other", change -> change.grant(Samples.grant(1, Grant.Kind.LOT, "pi_1", 5)));
        assertThat(account("other").bundleCredits()).isEqualTo(5);
    }

    @Test
    final void tellsFactsApartThatAreEasilyConfused() {
        write("acme", change -> {
            long id = 0;
            for (String fact : Samples.EASILY_CONFUSED) {
                change.grant(Samples.grant(++id, Grant.Kind.LOT, fact, 1));
            }
            return change;
        });
        assertThat(grants("acme")).extracting(Grant::fact).isEqualTo(Samples.EASILY_CONFUSED);
    }

    @Test
    final void givesGrantsInPagesById() {
        write("acme", change -> {
            LongStream.rangeClosed(1, 7).forEach(id -> change.grant(Samples.lot(id, id)));
            return change;
        });
        write("other", change -> change.lot(1));
        assertThat(page(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(page(3, 3)).containsExactly(4L, 5L, 6L);
        assertThat(page(6, 3)).containsExactly(7L);
        assertThat(page(7, 3)).isEmpty();
    }

    private List<Long> page(long afterId, int limit) {
        return store().read(reader ->
                reader.grants("acme", afterId, limit).stream().map(Grant::id).toList());
    }

    @Test
    final void findsGrantsByTheirIdsWhateverHasBecomeOfThem() {
        Grant closed = Samples.spread(Samples.lot(1, 9), 0, 0, 0, 9);
        Grant slice = Samples.grant(2, Grant.Kind.SLICE, "slice", 9);
        write("acme", change -> change.grant(closed).grant(slice).grant(Samples.lot(3, 9)));
        write("other", change -> change.grant(Samples.lot(1, 7)));
        assertThat(grantsById("acme", 2, 1, 99)).containsExactlyInAnyOrder(closed, slice);
        assertThat(grantsById("acme")).isEmpty();
        assertThat(grantsById("ghost", 1)).isEmpty();
    }

    private List<Grant> grantsById(String tenantId, long... ids) {
        List<Long> wanted = LongStream.of(ids).boxed().toList();
        return store().inTransaction(transaction -> {
            lock(transaction, tenantId, false);
            return transaction.grants(tenantId, wanted);
        });
    }

    @Test
    final void loadsWithTheAccountOnlyGrantsThatStillHaveCredits() {
        Grant held = Samples.spread(Samples.grant(2, Grant.Kind.SLICE, "finished slice", 9), 0, 4, 0, 0);
        Grant frozen = Samples.spread(Samples.lot(3, 9), 0, 0, 9, 0);
        Grant left = Samples.spread(Samples.lot(4, 9), 1, 0, 0, 0);
        write(
                "acme",
                change -> change.grant(Samples.spread(Samples.lot(1, 9), 0, 0, 0, 9))
                        .grant(held)
                        .grant(frozen)
                        .grant(left)
                        .grant(Samples.lot(5, 9)));
        write("acme", change -> change.grant(Samples.spread(Samples.lot(5, 9), 0, 0, 0, 0)));
        assertThat(Samples.sorted(account("acme")).grants()).containsExactly(held, frozen, left);
        assertThat(Samples.sorted(locked("acme")).grants()).containsExactly(held, frozen, left);
        assertThat(grants("acme")).hasSize(5);
    }

    @Test
    final void leavesTheRowOfTheCurrentSliceOutOfTheAccount() {
        // the slice's own figures are those that count; its row keeps the first ones until it has ended
        Grant row = Samples.grant(1, Grant.Kind.SLICE, "slice:sub_1:0", 1000);
        Account written = write("acme", change -> change.grant(row).slice(Samples.slice(1, 1000, 400, 100)));
        assertThat(account("acme")).isEqualTo(written);
        assertThat(account("acme").spendable()).isEqualTo(400);
        assertThat(grants("acme")).containsExactly(row);

        Grant finished = Samples.spread(row, 0, 100, 0, 0);
        Grant next = Samples.grant(2, Grant.Kind.SLICE, "slice:sub_1:1", 1000);
        Account renewed =
                write("acme", change -> change.grant(finished).grant(next).slice(Samples.slice(2, 1000, 1000, 0)));
        assertThat(account("acme")).isEqualTo(renewed);
        assertThat(account("acme").grants()).containsExactly(finished);
    }

    @Test
    final void keepsEveryFieldOfAHold() {
        for (Hold.State state : Hold.State.values()) {
            Hold hold = new Hold(
                    "k:" + state,
                    Long.MAX_VALUE,
                    Samples.longest('f'),
                    Long.MAX_VALUE,
                    List.of(
                            new Hold.Leg(true, 3, 10),
                            new Hold.Leg(false, 2, Long.MAX_VALUE),
                            new Hold.Leg(false, Long.MAX_VALUE, 1)),
                    state,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE - 1,
                    Long.MAX_VALUE - 2,
                    Long.MAX_VALUE - 3,
                    Long.MAX_VALUE - 4,
                    Samples.LAST_YEAR_OF_SQL);
            write("acme", change -> change.hold(hold));
            assertThat(holds("acme", hold.id())).containsExactly(hold);
        }
    }

    @Test
    final void keepsTheLegsOfAHoldInOrderHoweverManyTheyAre() {
        List<Hold.Leg> legs = LongStream.rangeClosed(1, 500)
                .mapToObj(n -> new Hold.Leg(n == 1, Long.MAX_VALUE - n, 1_000_000_000_000L + n))
                .toList();
        Hold hold = new Hold("k:1", 1, "LLM", 9, legs, Hold.State.OPEN, 0, 0, 0, 0, 0, Samples.T0);
        write("acme", change -> change.hold(hold));
        assertThat(holds("acme", "k:1")).containsExactly(hold);
    }

    @Test
    final void writesAHoldAnewInItsFinalForm() {
        Hold open = Samples.hold("k:1", Samples.T0);
        Hold captured = Samples.ended(open, Hold.State.CAPTURED);
        write("acme", change -> change.hold(open).hold(Samples.hold("k:2", Samples.T0)));
        write("acme", change -> change.hold(captured));
        assertThat(holds("acme", "k:1")).containsExactly(captured);
        assertThat(holds("acme", "k:2")).containsExactly(Samples.hold("k:2", Samples.T0));
    }

    @Test
    final void loadsOnlyTheHoldsThatAreAskedForWhateverHasBecomeOfThem() {
        Hold open = Samples.hold("k:open", Samples.T0);
        Hold released = Samples.ended(Samples.hold("k:released", Samples.T0), Hold.State.RELEASED);
        write("acme", change -> change.hold(open).hold(released).hold(Samples.hold("k:else", Samples.T0)));
        write("other", change -> change.hold(Samples.hold("k:open", Samples.later(9))));
        assertThat(holds("acme")).isEmpty();
        assertThat(holds("acme", "k:open", "k:released", "k:unknown")).containsExactly(open, released);
        assertThat(holds("ghost", "k:open")).isEmpty();
        assertThat(account("acme").holds()).as("reading loads no holds").isEmpty();
    }

    @Test
    final void tellsHoldsApartWhoseIdsAreEasilyConfused() {
        write("acme", change -> {
            for (String id : Samples.EASILY_CONFUSED) {
                change.hold(Samples.hold("k:" + id, Samples.T0));
            }
            return change;
        });
        for (String id : Samples.EASILY_CONFUSED) {
            assertThat(holds("acme", "k:" + id)).containsExactly(Samples.hold("k:" + id, Samples.T0));
        }
    }

    private List<Hold> holds(String tenantId, String... ids) {
        return Samples.sorted(locked(tenantId, ids)).holds();
    }
}
