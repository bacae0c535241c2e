// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.DueNotification;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The outbox of notifications: due when committed, each claim for one owner, each channel marked for itself. */
public abstract class OutboxStoreContract extends StoreContract {
    private static final Instant NOW = Samples.T0;
    private static final Instant LEASE_END = Samples.later(120);

    /** For subclasses. */
    protected OutboxStoreContract() {}

    private void tell(String tenantId, String key, Instant at) {
        write(tenantId, change -> change.tell(Samples.renewed(key, at)));
    }

    private List<DueNotification> claim(String owner, Instant now, int limit) {
        return store().outbox().claim(owner, now, now.plusSeconds(120), limit);
    }

    private static List<String> keys(List<DueNotification> claimed) {
        return claimed.stream()
                .map(due -> due.tenantId() + " " + due.notification().key())
                .toList();
    }

    @Test
    final void givesWhatIsCommittedTheOldestFirstAndCountsTheAttempt() {
        tell("beta", "n2", Samples.later(-1));
        tell("acme", "n1", Samples.later(-2));
        tell("acme", "n3", NOW);
        tell("acme", "later", Samples.later(1));
        List<DueNotification> first = claim("w1", NOW, 2);
        assertThat(first)
                .containsExactly(
                        new DueNotification("acme", Samples.renewed("n1", Samples.later(-2)), Set.of(), 1),
                        new DueNotification("beta", Samples.renewed("n2", Samples.later(-1)), Set.of(), 1));
        assertThat(keys(claim("w2", NOW, 10))).containsExactly("acme n3");
        assertThat(claim("w3", NOW, 10)).isEmpty();
    }

    @Test
    final void givesNothingThatWasRolledBackOrIsOnlyRecorded() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    write(transaction, "acme", change -> change.tell(Samples.renewed("n1", NOW)));
                    throw new IllegalArgumentException("the work fails");
                }));
        write(
                "acme",
                change -> change.tell(new Notification(
                        "n2", Notification.Kind.USAGE_THRESHOLD, Notification.Status.SUPERSEDED, 75, List.of(), NOW)));
        assertThat(claim("w1", NOW, 10)).isEmpty();
    }

    @Test
    final void noNotificationIsGivenToTwo() {
        for (int number = 0; number < 40; number++) {
            tell("tenant-" + number % 4, "n" + number, NOW);
        }
        List<List<String>> claims = Race.run(6, racer -> keys(claim("w" + racer, NOW, 12)));
        List<String> all = claims.stream().flatMap(List::stream).toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.size() + claim("last", NOW, 100).size()).isEqualTo(40);
    }

    @Test
    final void remembersEachChannelUntilTheEnd() {
        tell("acme", "n1", NOW);
        DueNotification claimed = claim("w1", NOW, 1).get(0);
        assertThat(store().outbox().delivered(claimed, "w1", "mail")).isTrue();
        assertThat(store().outbox().delivered(claimed, "w1", "log")).isTrue();
        assertThat(store().outbox().delivered(claimed, "w1", "log")).isTrue();
        assertThat(store().outbox().finish(claimed, "w1", Samples.later(5), "the web hook is down"))
                .isTrue();
        assertThat(claim("w2", Samples.later(4), 1)).isEmpty();
        DueNotification again = claim("w2", Samples.later(5), 1).get(0);
        assertThat(again.delivered()).containsExactlyInAnyOrder("mail", "log");
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(store().outbox().finish(again, "w2", null, null)).isTrue();
        assertThat(claim("w3", Samples.later(9_999), 1)).isEmpty();
        assertThat(notifications("acme")).containsExactly(Samples.renewed("n1", NOW));
    }

    @Test
    final void aClaimThatHasRunOutIsLostToTheNextOne() {
        tell("acme", "n1", NOW);
        DueNotification claimed = claim("w1", NOW, 1).get(0);
        assertThat(claim("w2", LEASE_END.minusMillis(1), 1)).isEmpty();
        assertThat(claim("w2", LEASE_END, 1))
                .extracting(DueNotification::attempts)
                .containsExactly(2);
        assertThat(store().outbox().delivered(claimed, "w1", "mail")).isFalse();
        assertThat(store().outbox().finish(claimed, "w1", null, null)).isFalse();
        assertThat(store().outbox().finish(claimed, "w2", null, null)).isTrue();
    }

    @Test
    final void whatWasToldBeforeIsNotDueAgain() {
        tell("acme", "n1", NOW);
        DueNotification claimed = claim("w1", NOW, 1).get(0);
        assertThat(store().outbox().finish(claimed, "w1", null, null)).isTrue();
        write("acme", change -> change.lot(1));
        assertThat(claim("w2", Samples.later(9_999), 1)).isEmpty();
    }
}
