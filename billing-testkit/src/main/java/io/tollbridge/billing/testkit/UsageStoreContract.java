// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.usage.UsageLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Usage, notifications and what time has brought due. */
public abstract class UsageStoreContract extends StoreContract {
    /** For subclasses. */
    protected UsageStoreContract() {}

    @Test
    final void addsUsageUp() {
        write("acme", change -> change.usage(new UsageDelta(Samples.DAY, "LLM", 1, 20, 300, 4000)));
        write(
                "acme",
                change -> change.usage(new UsageDelta(Samples.DAY, "LLM", 5, 60, 700, 8000))
                        .usage(new UsageDelta(Samples.DAY, "MAIL", 1, 0, 0, 0)));
        assertThat(usage("acme"))
                .containsExactly(
                        new UsageLine(Samples.DAY, "LLM", 6, 80, 1000, 12_000),
                        new UsageLine(Samples.DAY, "MAIL", 1, 0, 0, 0));
    }

    @Test
    final void addsTheGreatestUsageUp() {
        long half = Long.MAX_VALUE / 2;
        String feature = Samples.longest('f');
        for (int i = 0; i < 2; i++) {
            write("acme", change -> change.usage(new UsageDelta(Samples.DAY, feature, half, half, half, half)));
        }
        long sum = 2 * half;
        assertThat(usage("acme")).containsExactly(new UsageLine(Samples.DAY, feature, sum, sum, sum, sum));
    }

    @Test
    final void givesUsageOfAPeriodByDayAndFeature() {
        write("acme", change -> {
            for (int day = 3; day >= 0; day--) {
                change.usage(Samples.use(Samples.DAY.plusDays(day), "b", day));
                change.usage(Samples.use(Samples.DAY.plusDays(day), "a", day));
            }
            return change;
        });
        write("other", change -> change.usage(Samples.use(Samples.DAY.plusDays(1), "a", 9)));
        List<UsageLine> lines =
                store().read(reader -> reader.usage("acme", Samples.DAY.plusDays(1), Samples.DAY.plusDays(3)));
        assertThat(lines)
                .containsExactly(
                        new UsageLine(Samples.DAY.plusDays(1), "a", 1, 1, 0, 0),
                        new UsageLine(Samples.DAY.plusDays(1), "b", 1, 1, 0, 0),
                        new UsageLine(Samples.DAY.plusDays(2), "a", 1, 2, 0, 0),
                        new UsageLine(Samples.DAY.plusDays(2), "b", 1, 2, 0, 0));
    }

    @Test
    final void tellsFeaturesApartThatAreEasilyConfused() {
        for (int i = 0; i < 2; i++) {
            write("acme", change -> {
                Samples.EASILY_CONFUSED.forEach(
                        feature -> change.usage(Samples.use(Samples.DAY, feature, feature.length())));
                return change;
            });
        }
        assertThat(usage("acme"))
                .extracting(UsageLine::feature)
                .containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
        assertThat(usage("acme"))
                .allSatisfy(line ->
                        assertThat(line.credits()).isEqualTo(2L * line.feature().length()));
    }

    @Test
    final void keepsEveryFieldOfANotification() {
        List<Notification> written = new ArrayList<>();
        for (Notification.Kind kind : Notification.Kind.values()) {
            for (Notification.Status status : Notification.Status.values()) {
                int n = written.size();
                written.add(new Notification(
                        "key " + n, kind, status, n, n == 0 ? List.of() : List.of(75, 90, 100), Samples.later(-n)));
            }
        }
        // the longest key that the core makes: of a hold for the longest idempotency key
        String longest = "hold:k:" + Samples.longest('k') + ":expired";
        written.add(Samples.renewed(longest, Samples.later(-written.size())));
        write("acme", change -> {
            written.forEach(change::tell);
            return change;
        });
        assertThat(notifications("acme")).isEqualTo(written);
    }

    @Test
    final void givesTheNewestNotificationsFirst() {
        write(
                "acme",
                change -> change.tell(Samples.renewed("b", Samples.later(2)))
                        .tell(Samples.renewed("c", Samples.later(3))));
        write("acme", change -> change.tell(Samples.renewed("a", Samples.later(1))));
        write("other", change -> change.tell(Samples.renewed("a", Samples.later(9))));
        assertThat(notifications("acme")).extracting(Notification::key).containsExactly("c", "b", "a");
        List<Notification> newest = store().read(reader -> reader.notifications("acme", 2));
        assertThat(newest).extracting(Notification::key).containsExactly("c", "b");
    }

    @Test
    final void tellsTheSameThingOnceAndWritesTheRestOfTheChange() {
        Notification first = Samples.renewed("n75", Samples.T0);
        write("acme", change -> change.tell(first));
        write(
                "acme",
                change -> change.tell(Samples.renewed("n75", Samples.later(1)))
                        .tell(Samples.renewed("n90", Samples.later(2)))
                        .tell(Samples.renewed("n90", Samples.later(3)))
                        .lot(5));
        assertThat(notifications("acme")).containsExactly(Samples.renewed("n90", Samples.later(2)), first);
        assertThat(account("acme").bundleCredits()).isEqualTo(5);
        write("other", change -> change.tell(first));
        assertThat(notifications("other")).containsExactly(first);
    }

    @Test
    final void tellsNotificationsApartThatAreEasilyConfused() {
        write("acme", change -> {
            Samples.EASILY_CONFUSED.forEach(key -> change.tell(Samples.renewed(key, Samples.T0)));
            return change;
        });
        assertThat(notifications("acme"))
                .extracting(Notification::key)
                .containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
    }

    @Test
    final void findsTenantsForWhomTimeHasBroughtSomethingDue() {
        write("never", change -> change.dueAt(null));
        write("later", change -> change.dueAt(Samples.later(1)));
        write("now", change -> change.dueAt(Samples.T0));
        write("past", change -> change.dueAt(Samples.later(-1)));
        write("done", change -> change.dueAt(Samples.later(-1)));
        write("done", change -> change.dueAt(null));
        write("moved", change -> change.dueAt(Samples.later(-1)));
        write("moved", change -> change.dueAt(Samples.later(5)));
        assertThat(due(Samples.T0)).containsExactly(new DueTenant("now", List.of()), new DueTenant("past", List.of()));
    }

    @Test
    final void findsOpenHoldsWhoseTimeIsOver() {
        write(
                "acme",
                change -> change.hold(Samples.hold("later", Samples.later(1)))
                        .hold(Samples.hold("now", Samples.T0))
                        .hold(Samples.hold("past", Samples.later(-1)))
                        .hold(Samples.ended(Samples.hold("released", Samples.later(-1)), Hold.State.RELEASED)));
        write(
                "also slices",
                change -> change.hold(Samples.hold("past", Samples.later(-1))).dueAt(Samples.T0));
        write("captured", change -> change.hold(Samples.hold("past", Samples.later(-1))));
        write("captured", change -> change.hold(Samples.ended(Samples.hold("past", Samples.T0), Hold.State.CAPTURED)));
        List<DueTenant> due = due(Samples.T0);
        assertThat(due).extracting(DueTenant::tenantId).containsExactly("acme", "also slices");
        assertThat(due.get(0).expiredHolds()).containsExactlyInAnyOrder("now", "past");
        assertThat(due.get(1).expiredHolds()).containsExactly("past");
    }

    @Test
    final void givesDueTenantsInPagesWithoutLosingOrRepeatingOne() {
        for (String tenantId : Samples.EASILY_CONFUSED) {
            write(tenantId, change -> change.dueAt(Samples.T0).hold(Samples.hold("k:1", Samples.T0)));
        }
        for (int limit : new int[] {1, 3, 7, 100}) {
            List<String> found = new ArrayList<>();
            List<DueTenant> page;
            String after = "";
            do {
                String from = after;
                page = store().read(reader -> reader.due(Samples.T0, from, limit));
                assertThat(page.size()).isLessThanOrEqualTo(limit);
                for (DueTenant tenant : page) {
                    assertThat(tenant.expiredHolds()).containsExactly("k:1");
                    found.add(tenant.tenantId());
                    after = tenant.tenantId();
                }
            } while (page.size() == limit);
            assertThat(found).containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
        }
    }

    private List<DueTenant> due(Instant now) {
        return store().read(reader -> reader.due(now, "", 100));
    }
}
