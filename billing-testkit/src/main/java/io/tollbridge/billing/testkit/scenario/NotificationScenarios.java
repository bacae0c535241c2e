// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.Notification.Status;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.notification.UndeliverableException;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Groups B and F: what is told besides usage, to whom, how often, and what tenants can choose. */
public abstract class NotificationScenarios extends StripeScenario {
    private static final Instant TRIAL_END = P1.plus(Duration.ofDays(14));
    private static final Instant NOTICE = TRIAL_END.minus(Duration.ofDays(3));

    private final List<NotificationMessage> mailed = new ArrayList<>();

    /** For subclasses. */
    protected NotificationScenarios() {}

    private record Channel(String channel, List<NotificationMessage> sent) implements NotificationSender {
        @Override
        public void send(NotificationMessage message) {
            sent.add(message);
        }
    }

    private List<Kind> kinds(List<NotificationMessage> messages) {
        return messages.stream().map(message -> message.notification().kind()).toList();
    }

    private List<Notification> of(Kind kind) {
        return billing().notifications().list(TENANT, 100).stream()
                .filter(one -> one.kind() == kind)
                .toList();
    }

    private void fails(String type, String invoiceId) {
        StripeInvoice open = StripeInvoice.renewal(
                        invoiceId, starter().period(P2, P3).status("past_due"))
                .status("open");
        happens(events().invoice(type, open, clock.instant()));
    }

    @Test
    @DisplayName("B10: a payment that fails is told once for its invoice, however often it is tried")
    final void tellsAFailedPaymentOnce() {
        givenSubscribed(400, 0);
        clock.set(P2);

        fails("invoice.payment_failed", "in_2");
        clock.advance(Duration.ofDays(3));
        fails("invoice.payment_failed", "in_2");
        fails("invoice.payment_action_required", "in_2");

        assertThat(of(Kind.PAYMENT_FAILED)).singleElement().satisfies(told -> {
            assertThat(told.key()).isEqualTo("invoice:in_2:payment-failed");
            assertThat(told.detail()).contains("in_2").contains("failed");
            assertThat(told.at()).isEqualTo(P2);
        });
        fails("invoice.payment_failed", "in_3");
        assertThat(of(Kind.PAYMENT_FAILED)).hasSize(2);
    }

    @Test
    @DisplayName("B10: a payment that waits for the customer says so")
    final void tellsThatAPaymentWaitsForTheCustomer() {
        givenSubscribed(400, 0);
        clock.set(P2);

        fails("invoice.payment_action_required", "in_2");

        assertThat(of(Kind.PAYMENT_FAILED))
                .singleElement()
                .extracting(Notification::detail)
                .asString()
                .contains("confirm");
    }

    @Test
    @DisplayName("B10: a failure that is heard of after the payment is no news")
    final void doesNotTellOfAFailureThatIsOver() {
        givenSubscribed(400, 0);
        clock.set(P2);
        StripeSubscription renewed = starter().period(P2, P3);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", renewed), P2));

        happens(events().invoice("invoice.payment_failed", StripeInvoice.renewal("in_2", renewed), P2));

        assertThat(told()).containsExactly(Kind.RENEWED);
    }

    @Test
    @DisplayName("B10: a failed payment of a tenant that was not heard of before is told to it")
    final void tellsAFailedPaymentOfANewTenant() {
        build(plans(), CreditPolicy.DEFAULT);

        fails("invoice.payment_failed", "in_1");

        assertThat(of(Kind.PAYMENT_FAILED)).hasSize(1);
        assertCredits(0, 0, 0);
    }

    private StripeSubscription givenTrial(Instant end) {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);
        StripeSubscription trial = subscription("price_starter", P1, end).trial();
        happens(events().subscriptionCreated(trial, P1));
        happens(events().invoicePaid(StripeInvoice.first("in_1", trial), P1));
        return trial;
    }

    private void trialWillEnd(StripeSubscription trial) {
        happens(events().subscription("customer.subscription.trial_will_end", trial, clock.instant()));
    }

    @Test
    @DisplayName("B22: the end of a trial is told three days before, by event or by clock, once")
    final void tellsTheEndOfATrialOnce() {
        StripeSubscription trial = givenTrial(TRIAL_END);
        clock.set(NOTICE.minusMillis(1));
        work();
        assertThat(of(Kind.TRIAL_ENDING)).isEmpty();

        clock.set(NOTICE);
        work();
        assertThat(of(Kind.TRIAL_ENDING))
                .singleElement()
                .extracting(Notification::detail)
                .asString()
                .contains(TRIAL_END.toString());
        trialWillEnd(trial);
        deduct(10, null);
        clock.set(TRIAL_END.minusMillis(1));
        work();

        assertThat(of(Kind.TRIAL_ENDING)).hasSize(1);
    }

    @Test
    @DisplayName("B22: the event may come at once, as for a trial shorter than three days")
    final void tellsTheEndOfAShortTrialAtOnce() {
        StripeSubscription trial = givenTrial(P1.plus(Duration.ofDays(2)));
        trialWillEnd(trial);

        clock.advance(Duration.ofDays(1));
        work();

        assertThat(of(Kind.TRIAL_ENDING)).hasSize(1);
    }

    @Test
    @DisplayName("B22: an event that is heard of after the trial is no news")
    final void doesNotTellOfATrialThatIsOver() {
        StripeSubscription trial = givenTrial(P1.plus(Duration.ofDays(2)));
        work();
        assertThat(of(Kind.TRIAL_ENDING)).hasSize(1);
        clock.set(TRIAL_END);

        StripeSubscription longer = subscription("price_starter", P1, TRIAL_END.minus(Duration.ofDays(1)))
                .trial();
        trialWillEnd(longer);
        trialWillEnd(trial.status("active"));

        assertThat(of(Kind.TRIAL_ENDING)).hasSize(1);
    }

    @Test
    @DisplayName("B22: a trial that is cancelled for its end is not told to end")
    final void doesNotTellOfATrialThatIsCancelled() {
        StripeSubscription cancelled = givenTrial(TRIAL_END).cancelAtPeriodEnd();
        happens(events().subscriptionUpdated(cancelled, clock.instant()));

        clock.set(NOTICE);
        trialWillEnd(cancelled);

        assertThat(told()).containsExactly(Kind.CANCEL_SCHEDULED);
    }

    @Test
    @DisplayName("F11: a muted kind is recorded as suppressed, another one is told")
    final void suppressesAMutedKind() {
        notifications = NotificationSettings.DEFAULT.sender(new Channel("mail", mailed));
        givenSubscribed(400, 0);
        mailed.clear();
        billing().notifications().mute(TENANT, NotificationMute.of(Kind.RENEWED));
        clock.set(P2);

        happens(events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2));
        happens(events().subscriptionUpdated(starter().period(P2, P3).cancelAtPeriodEnd(), P2));

        assertThat(kinds(mailed)).containsExactly(Kind.CANCEL_SCHEDULED);
        assertThat(of(Kind.RENEWED).get(0).status()).isEqualTo(Status.SUPPRESSED);
        assertThat(billing().notifications().mutes(TENANT)).containsExactly(NotificationMute.of(Kind.RENEWED));

        billing().notifications().unmute(TENANT, NotificationMute.of(Kind.RENEWED));
        clock.set(P3);
        Instant p4 = P3.plus(Duration.ofDays(30));
        happens(events().subscriptionUpdated(starter().period(P3, p4), P3));
        happens(events().invoicePaid(StripeInvoice.renewal("in_3", starter().period(P3, p4)), P3));
        assertThat(kinds(mailed)).containsExactly(Kind.CANCEL_SCHEDULED, Kind.RENEWED);
        assertThat(of(Kind.RENEWED))
                .filteredOn(one -> one.status() == Status.SUPPRESSED)
                .hasSize(1);
    }

    @Test
    @DisplayName("F11: what time alone tells is muted like anything else")
    final void suppressesWhatTheClockTells() {
        givenTrial(TRIAL_END);
        billing().notifications().mute(TENANT, NotificationMute.of(Kind.TRIAL_ENDING));
        clock.set(NOTICE);

        deduct(10, null);
        deduct(10, "key");

        assertThat(of(Kind.TRIAL_ENDING))
                .singleElement()
                .extracting(Notification::status)
                .isEqualTo(Status.SUPPRESSED);
    }

    @Test
    @DisplayName("F11: a kind that is muted over one channel is sent over the others")
    final void mutesOneChannel() {
        List<NotificationMessage> chatted = new ArrayList<>();
        notifications =
                NotificationSettings.DEFAULT.sender(new Channel("mail", mailed)).sender(new Channel("chat", chatted));
        givenSubscribed(400, 0);
        billing().notifications().mute(TENANT, NotificationMute.of(Kind.RENEWED, "mail"));
        clock.set(P2);
        happens(events().invoicePaid(StripeInvoice.renewal("in_2", starter().period(P2, P3)), P2));

        assertThat(kinds(mailed)).isEmpty();
        assertThat(kinds(chatted)).containsExactly(Kind.RENEWED);
        assertThat(of(Kind.RENEWED).get(0).status()).isEqualTo(Status.PENDING);
    }

    @Test
    @DisplayName("F11: payments and disputes cannot be muted, nor what operators are told")
    final void refusesToMuteWhatIsCritical() {
        build(plans(), CreditPolicy.DEFAULT);
        for (Kind kind :
                List.of(Kind.PAYMENT_FAILED, Kind.DISPUTE, Kind.DRIFT, Kind.WEBHOOK_TROUBLE, Kind.USAGE_THRESHOLD)) {
            assertThatThrownBy(() -> NotificationMute.of(kind))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageMatching("(?s).*(" + kind + "|muteThresholds).*");
        }
        assertThat(billing().notifications().mutes(TENANT)).isEmpty();
    }

    @Test
    @DisplayName("F11: an erased tenant has no wishes left and can make none")
    final void forgetsWishesOfErasedTenants() {
        build(plans(), CreditPolicy.DEFAULT);
        billing().notifications().mute(TENANT, NotificationMute.of(Kind.RENEWED));
        billing().admin().erase(TENANT, "support", "asked for it");

        assertThat(billing().notifications().mutes(TENANT)).isEmpty();
        assertThatThrownBy(() -> billing().notifications().mute(TENANT, NotificationMute.of(Kind.RENEWED)))
                .isInstanceOf(OperationRejectedException.class);
        assertThat(billing().notifications().mutes(TENANT)).isEmpty();
    }

    @Test
    @DisplayName("F12: what can never be delivered over a channel is tried once")
    final void doesNotRepeatWhatCannotBeDelivered() {
        List<NotificationMessage> tried = new ArrayList<>();
        notifications = NotificationSettings.DEFAULT.sender(new NotificationSender() {
            @Override
            public String channel() {
                return "mail";
            }

            @Override
            public void send(NotificationMessage message) throws UndeliverableException {
                tried.add(message);
                throw new UndeliverableException("there is no address");
            }
        });
        given(1000, 1000, 0);
        deduct(1000, null);
        for (int hour = 0; hour < 24; hour++) {
            work();
            clock.advance(Duration.ofHours(1));
        }

        assertThat(kinds(tried)).containsExactly(Kind.USAGE_THRESHOLD);
    }

    private void unreadable(String id) {
        StripeSubscription odd = subscription("price_nobody_knows", P1, P2);
        StripeEvent event = events().idPrefix(id).subscriptionUpdated(odd, clock.instant());
        send(event);
        billing().runDueWork();
    }

    @Test
    @DisplayName("operators are told of events that are set aside, once a day, and the tenant is not")
    final void tellsOperatorsOfQuarantinedEvents() {
        notifications = NotificationSettings.DEFAULT.sender(new Channel("mail", mailed));
        build(plans(), CreditPolicy.DEFAULT);

        unreadable("evt_a");
        unreadable("evt_b");
        clock.advance(Duration.ofDays(1));
        unreadable("evt_c");

        List<Notification> told = billing().notifications().forOperators(10);
        assertThat(told).extracting(Notification::kind).containsOnly(Kind.WEBHOOK_TROUBLE);
        assertThat(told)
                .extracting(Notification::detail)
                .hasSize(2)
                .allSatisfy(detail -> assertThat(detail).contains("price_nobody_knows"));
        assertThat(mailed)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.tenantId()).isEmpty());
        assertThat(billing().notifications().list(TENANT, 10)).isEmpty();
    }

    @Test
    @DisplayName("C17: operators are told of events of the other mode")
    final void tellsOperatorsOfEventsThatAreStoredAside() {
        build(plans(), CreditPolicy.DEFAULT);

        send(events().livemode(true).subscriptionCreated(starter(), clock.instant()));

        assertThat(billing().notifications().forOperators(10))
                .singleElement()
                .extracting(Notification::detail)
                .asString()
                .contains("live mode");
    }

    @Test
    @DisplayName("operators are told when requests with wrong signatures keep coming, once a day")
    final void tellsOperatorsOfWrongSignatures() {
        build(plans(), CreditPolicy.DEFAULT);
        for (int i = 0; i < 9; i++) {
            forged();
        }
        assertThat(billing().notifications().forOperators(10)).isEmpty();
        for (int i = 0; i < 30; i++) {
            forged();
        }

        assertThat(billing().notifications().forOperators(10))
                .singleElement()
                .extracting(Notification::detail)
                .asString()
                .contains("SIGNATURE_MISMATCH");
    }

    private void forged() {
        StripeEvent event = events().subscriptionCreated(starter(), clock.instant());
        String header = WebhookSigner.of("whsec_of_somebody_else").header(event, clock.instant());
        assertThatThrownBy(() -> billing().webhooks().receive(event.body(), header))
                .isInstanceOf(WebhookRejectedException.class);
    }
}
