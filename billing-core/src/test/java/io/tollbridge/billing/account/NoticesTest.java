// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told about payments and trials: when, how often, and that it moves nothing. */
class NoticesTest {
    private static final Instant END = Story.T0.plus(Duration.ofDays(14));
    private static final Instant NOTICE = END.minus(Duration.ofDays(3));

    private static Story trial() {
        Story story = Story.begins();
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, END));
        return story;
    }

    private static Outcome ends(Story story, Instant end) {
        return story.does(new TenantCommand.NoteTrialEnding(Story.TENANT, Story.SUB, end));
    }

    private static @Nullable Instant due(Story story) {
        return story.decider().nextDue(story.account(), story.now());
    }

    private static SubscriptionSnapshot snapshot(SubscriptionStatus status, @Nullable Instant endsAt, Instant at) {
        return new SubscriptionSnapshot(Story.SUB, "starter", 1, status, END, Story.T0, END, endsAt, false, at);
    }

    @Test
    void theClockTellsTheEndOfATrialThreeDaysBefore() {
        Story story = trial();
        assertThat(due(story)).isEqualTo(NOTICE);
        story.at(NOTICE.minusMillis(1)).settle();
        assertThat(story.told()).isEmpty();

        story.at(NOTICE).settle();

        assertThat(story.last().notifications())
                .singleElement()
                .extracting(Notification::key, Notification::kind, Notification::detail)
                .containsExactly(
                        "subscription:sub_1:trial-ends:" + END.toEpochMilli(),
                        Kind.TRIAL_ENDING,
                        "the trial ends at " + END);
        assertThat(due(story)).isAfter(END.minusMillis(1));
        story.at(END.minusMillis(1)).deduct(1);
        ends(story, END);
        assertThat(story.told()).as("the same key is written once").containsOnly(Kind.TRIAL_ENDING);
    }

    @Test
    void anEventTellsItBeforeTheClockDoes() {
        Story story = trial();
        ends(story, END);
        assertThat(story.told()).containsExactly(Kind.TRIAL_ENDING);

        story.at(NOTICE).deduct(1);

        assertThat(story.told()).containsExactly(Kind.TRIAL_ENDING);
        assertThat(due(story)).isNotEqualTo(NOTICE);
    }

    @Test
    void anotherEndIsToldAgainAndTheSameOneIsNot() {
        Story story = trial();
        story.at(NOTICE).settle();
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, END));
        story.settle();
        assertThat(story.told()).hasSize(1);
        Instant later = END.plus(Duration.ofDays(7));
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, later));
        assertThat(due(story)).isEqualTo(later.minus(Duration.ofDays(3)));

        story.at(later.minus(Duration.ofDays(1))).settle();

        assertThat(story.told()).containsExactly(Kind.TRIAL_ENDING, Kind.TRIAL_ENDING);
    }

    @Test
    void aPlanChangeInsideTheTrialDoesNotRepeatIt() {
        Story story = trial();
        story.at(NOTICE).settle();
        story.change("pro", 1);
        story.settle();
        assertThat(story.told()).containsExactly(Kind.TRIAL_ENDING);
    }

    @Test
    void aTrialThatIsCancelledForItsEndIsNotToldToEnd() {
        Story story = trial();
        story.says(snapshot(SubscriptionStatus.TRIALING, END, Story.T0));
        story.at(NOTICE).settle();
        ends(story, END);
        assertThat(story.told()).containsExactly(Kind.CANCEL_SCHEDULED);

        story.says(snapshot(SubscriptionStatus.TRIALING, null, NOTICE));

        assertThat(story.told()).containsExactly(Kind.CANCEL_SCHEDULED, Kind.TRIAL_ENDING);
    }

    @Test
    void aTrialThatHasBecomeActiveOrIsOverIsNotToldToEnd() {
        Story active = trial();
        active.says(snapshot(SubscriptionStatus.ACTIVE, null, Story.T0.plusSeconds(1)));
        active.at(NOTICE).settle();
        assertThat(active.told()).isEmpty();
        Story over = trial();
        over.at(END).settle();
        ends(over, END);
        assertThat(over.told()).isEmpty();
    }

    @Test
    void theEndOfATrialWithoutCreditsIsToldByItsEvent() {
        Story story = Story.begins();
        story.says(snapshot(SubscriptionStatus.TRIALING, null, Story.T0));
        ends(story, END);
        assertThat(story.told()).containsExactly(Kind.TRIAL_ENDING);
    }

    @Test
    void aFailedPaymentIsToldUnderTheKeyOfItsInvoiceAndMovesNothing() {
        Story story = Story.subscribed();
        long seq = story.account().head().seq();
        story.does(new TenantCommand.NotePaymentFailed(Story.TENANT, "in_7", false));
        Notification failed = story.last().notifications().get(0);
        story.does(new TenantCommand.NotePaymentFailed(Story.TENANT, "in_7", true));
        Notification waits = story.last().notifications().get(0);

        assertThat(failed.key()).isEqualTo("invoice:in_7:payment-failed").isEqualTo(waits.key());
        assertThat(failed.kind().locked()).isTrue();
        assertThat(failed.detail()).isEqualTo("the payment of invoice in_7 failed");
        assertThat(waits.detail()).contains("confirm");
        assertThat(story.account().head().seq()).isEqualTo(seq);
    }
}
