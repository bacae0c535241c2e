// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group F: usage notifications. */
public abstract class ThresholdScenarios extends Scenario {
    /** For subclasses. */
    protected ThresholdScenarios() {}

    @Test
    @DisplayName("F1: reaching exactly 75 percent tells so")
    final void firesOnTheExactMatch() {
        given(300, 1000, 0);

        deduct(50, null);

        assertThat(thresholds()).containsExactly(75);
    }

    @Test
    @DisplayName("F2: each threshold is told once, when it is crossed")
    final void firesOncePerThreshold() {
        given(260, 1000, 0);

        use(20, 75);
        use(130, 75);
        use(10, 75, 90);
        use(100, 75, 90, 100);
    }

    @Test
    @DisplayName("F4: thresholds that are crossed at once are told as one, the others are recorded as superseded")
    final void tellsTheHighestOfSeveral() {
        given(1000, 1000, 0);

        deduct(1000, null);

        assertThat(usageNotifications()).singleElement().satisfies(told -> {
            assertThat(told.threshold()).isEqualTo(100);
            assertThat(told.crossed()).containsExactly(75, 90, 100);
        });
        assertThat(billing().notifications().list(TENANT, 10))
                .filteredOn(row -> row.status() == Notification.Status.SUPERSEDED)
                .extracting(Notification::threshold)
                .containsExactlyInAnyOrder(75, 90);
    }

    @Test
    @DisplayName("F7: a renewal lets every threshold fire again")
    final void firesAgainAfterRenewal() {
        given(1000, 1000, 0);
        deduct(1000, null);
        clock.advance(Duration.ofDays(31));

        deduct(750, null);

        assertThat(thresholds()).containsExactly(100, 75);
    }

    @Test
    @DisplayName("F9: with an allowance of three, two uses are below 75 percent and the third tells all")
    final void roundsInFavourOfSilence() {
        given(3, 3, 0);

        use(2);
        deduct(1, null);

        assertThat(usageNotifications())
                .singleElement()
                .satisfies(told -> assertThat(told.crossed()).containsExactly(75, 90, 100));
    }

    @Test
    @DisplayName(
            "F12: mail that fails is tried again later and sent once, what is told in the application is told once")
    final void triesMailAgainWithoutDuplicates() {
        List<String> mails = new ArrayList<>();
        List<String> logged = new ArrayList<>();
        AtomicInteger broken = new AtomicInteger(3);
        notifications = NotificationSettings.DEFAULT
                .sender(new Channel("log", logged, new AtomicInteger()))
                .sender(new Channel("mail", mails, broken));
        given(1000, 1000, 0);
        deduct(1000, null);
        for (int hour = 0; hour < 24; hour++) {
            billing().runDueWork();
            clock.advance(Duration.ofHours(1));
        }

        assertThat(mails).as("what arrived by mail").hasSize(1);
        assertThat(logged).as("over the channel that works").hasSize(1);
        assertThat(broken).as("attempts that failed").hasValue(0);
        assertThat(usageNotifications()).as("in the application").hasSize(1);
    }

    private record Channel(String channel, List<String> sent, AtomicInteger broken) implements NotificationSender {
        @Override
        public void send(NotificationMessage message) throws IOException {
            if (message.notification().kind() != Notification.Kind.USAGE_THRESHOLD) {
                return;
            }
            if (broken.get() > 0) {
                broken.decrementAndGet();
                throw new IOException("the mail server is down");
            }
            sent.add(message.tenantId() + " " + message.notification().threshold());
        }
    }

    @Test
    @DisplayName("F13: bundle use does not tell 100 percent again")
    final void ignoresBundleUse() {
        given(100, 1000, 500);

        deduct(250, null);
        deduct(100, null);

        assertThat(thresholds()).containsExactly(90, 100);
    }

    @Test
    @DisplayName("F11: a muted threshold is recorded as suppressed, the next one is told")
    final void suppressesMuted() {
        given(1000, 1000, 0);
        billing().notifications().muteThresholds(TENANT, Set.of(75));

        use(750);
        use(150, 90);

        assertThat(statusOf(75)).isEqualTo(Notification.Status.SUPPRESSED);
        assertThat(billing().notifications().mutedThresholds(TENANT)).containsExactly(75);
    }

    @Test
    @DisplayName("F11: of several crossed at once the highest that is not muted is told")
    final void tellsTheHighestThatIsNotMuted() {
        given(1000, 1000, 0);
        billing().notifications().muteThresholds(TENANT, Set.of(75, 100));

        deduct(1000, null);

        assertThat(usageNotifications()).singleElement().satisfies(told -> {
            assertThat(told.threshold()).isEqualTo(90);
            assertThat(told.crossed()).containsExactly(75, 90, 100);
        });
        assertThat(statusOf(75)).isEqualTo(Notification.Status.SUPPRESSED);
        assertThat(statusOf(100)).isEqualTo(Notification.Status.SUPPRESSED);
    }

    @Test
    @DisplayName("F11: what was crossed while muted is not told later in the slice, but in the next one")
    final void unmutesForWhatComes() {
        given(1000, 1000, 0);
        billing().notifications().muteThresholds(TENANT, Set.of(75, 90, 100));
        deduct(1000, null);
        assertThat(thresholds()).isEmpty();

        billing().notifications().muteThresholds(TENANT, Set.of());
        billing().admin().add(CreditGrant.subscription(TENANT, 1).by("support", "one more"));
        deduct(1, null);
        assertThat(thresholds()).isEmpty();

        clock.advance(Duration.ofDays(31));
        deduct(750, null);
        assertThat(thresholds()).containsExactly(75);
    }

    @Test
    @DisplayName("F11: there is nothing to mute but 75, 90 and 100")
    final void refusesUnknownThresholds() {
        given(1000, 1000, 0);

        assertThatThrownBy(() -> billing().notifications().muteThresholds(TENANT, Set.of(80)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("80");
        assertThat(billing().notifications().mutedThresholds("nobody")).isEmpty();
    }

    @Test
    @DisplayName("F14: on the total basis bundles that were there at the start count, and so does their use")
    final void countsTotalUse() {
        givenTotal(1000, 500);

        use(1124);
        use(1, 75);
        use(224, 75);
        use(1, 75, 90);
        use(150, 75, 90, 100);
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("F14: bundles bought later do not move the basis, a reversal takes use off")
    final void keepsTheBasisOfTheStart() {
        givenTotal(1000, 500);
        billing().addCredits(TENANT, 1000, CreditType.BUNDLE);
        Charge charge = billing().deductCredits(TENANT, 1100);
        billing().reverse(Reversal.ofOperation(TENANT, charge.operationId()));

        use(1124);
        use(1, 75);
        clock.advance(Duration.ofDays(31));
        // the next slice begins with 1375 bundle credits: 75 percent are 1782 of 2375
        use(1781, 75);
        use(1, 75, 75);
    }

    private void givenTotal(long allowance, long bundle) {
        build(localPlan(allowance), CreditPolicy.DEFAULT.thresholdBasis(CreditPolicy.ThresholdBasis.TOTAL));
        remember(TENANT);
        billing().addCredits(TENANT, bundle, CreditType.BUNDLE);
        billing().subscriptions().startLocalPlan(TENANT, "plan");
    }

    private Notification.Status statusOf(int threshold) {
        return billing().notifications().list(TENANT, 10).stream()
                .filter(row -> row.threshold() == threshold)
                .findFirst()
                .orElseThrow()
                .status();
    }

    private void use(long credits, Integer... toldSoFar) {
        clock.advance(Duration.ofSeconds(1));
        deduct(credits, null);
        assertThat(thresholds()).containsExactly(toldSoFar);
    }
}
