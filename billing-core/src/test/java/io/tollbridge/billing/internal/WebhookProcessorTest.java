// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.internal.FakeStore.Fault;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WebhookProcessorTest extends WebhookProcessing {
    @Test
    void whatAListenerThrowsIsTriedAgainForItAloneAndAtLastQuarantined() {
        List<String> calls = new ArrayList<>();
        handling = event -> {
            calls.add("ours");
            return HandlerResult.apply(gift(10));
        };
        listening = event -> {
            calls.add("theirs");
            throw new IOException("their server is down");
        };
        arrivesForBoth("evt_1", "known");
        for (int guard = 0; heard("evt_1").status() == WebhookStatus.RECEIVED && guard < 100; guard++) {
            now = heard("evt_1").dueAt();
            processor.processPending();
        }
        assertThat(heard("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(heard("evt_1").note()).contains("IOException");
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(calls).filteredOn("ours"::equals).hasSize(1);
        assertThat(calls).filteredOn("theirs"::equals).hasSize(10);
        assertThat(balance()).isEqualTo(10);
    }

    @Test
    void whatOurHandlerThrowsDoesNotHoldUpAListener() {
        handling = event -> {
            throw new IllegalStateException("ours is broken");
        };
        arrivesForBoth("evt_1", "known");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(heard("evt_1").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void aListenerHearsOfTypesThatAreNothingToUs() {
        arrivesForBoth("evt_1", "heard");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(heard("evt_1").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void aLinkageErrorOfAListenerStaysWithIt() {
        listening = event -> {
            throw new NoClassDefFoundError("their class");
        };
        arrivesForBoth("evt_1", "known");
        arrivesForBoth("evt_2", "known");
        processor.processPending();
        assertThat(heard("evt_2").note()).contains("NoClassDefFoundError");
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.IGNORED);
    }

    @Test
    void theHandlerGetsTheObjectAsItIsNow() {
        List<String> payloads = new ArrayList<>();
        current = event -> new WebhookEvent(event.key(), event.type(), event.objectId(), null, now, "{\"now\":1}");
        handling = event -> {
            payloads.add(event.payload());
            return HandlerResult.ignore("seen");
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(payloads).containsExactly("{\"now\":1}");
        assertThat(event("evt_1").event().payload()).as("what is stored").isEqualTo("{}");
    }

    @Test
    void anObjectThatCannotBeReadAgainIsTriedLaterAndNotTakenFromTheEvent() {
        handling = event -> HandlerResult.apply(gift(10));
        current = event -> {
            throw new BillingStoreException(ErrorCode.STORE_UNAVAILABLE, "the service does not answer", null);
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(balance()).isZero();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(event("evt_1").note()).contains("the service does not answer");
    }

    @Test
    void stoppingEndsAfterTheEventAtHandAndGivesTheOthersBack() {
        handling = event -> {
            processor.stop();
            return HandlerResult.ignore("seen");
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");
        assertThat(processor.processPending()).isEqualTo(1);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(event("evt_2").attempts()).isZero();
        assertThat(store.inbox().claim("another node", now, now.plusSeconds(1), 10))
                .extracting(WebhookRecord::attempts)
                .containsExactly(1);
    }

    @Test
    void whatWouldOutliveItsClaimIsClaimedAnew() {
        List<Integer> attempts = new ArrayList<>();
        handling = event -> {
            attempts.add(event(event.key().eventId()).attempts());
            now = now.plus(Duration.ofMinutes(4));
            return HandlerResult.ignore("slow");
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");
        arrives("evt_3", "known");
        assertThat(processor.processPending()).isEqualTo(3);
        assertThat(attempts).containsExactly(1, 1, 1);
    }

    @Test
    void anEventIsAppliedAndMarkedInOneTransaction() {
        handling = event -> HandlerResult.apply(gift(10));
        arrives("evt_1", "known");
        assertThat(processor.processPending()).isEqualTo(1);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(balance()).isEqualTo(10);
        assertThat(store.transactions).isEqualTo(1);
        assertThat(processor.processPending()).isZero();
    }

    @Test
    void twoEventsOfOneFactHaveOneEffect() {
        handling = event -> HandlerResult.apply(gift(10));
        arrives("evt_1", "known");
        arrives("evt_2", "known");
        processor.processPending();
        assertThat(balance()).isEqualTo(10);
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void unknownTypesAndIgnoredEventsAreIgnored() {
        arrives("evt_1", "unheard of");
        arrives("evt_2", "known");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(event("evt_2").note()).isEqualTo("nothing");
    }

    @Test
    void aHandlersQuarantineIsFinal() {
        handling = event -> HandlerResult.quarantine("strange");
        arrives("evt_1", "known");
        processor.processPending();
        now = now.plus(Duration.ofDays(1));
        assertThat(processor.processPending()).isZero();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
    }

    @Test
    void aFailingHandlerIsTriedAgainEverLaterAndAtLastQuarantined() {
        List<Instant> attempts = new ArrayList<>();
        handling = event -> {
            attempts.add(now);
            throw new IllegalStateException("broken");
        };
        arrives("evt_1", "known");
        for (int guard = 0; event("evt_1").status() == WebhookStatus.RECEIVED && guard < 100; guard++) {
            now = event("evt_1").dueAt();
            assertThat(store.inbox().claim("early", now.minusMillis(1), now, 10))
                    .isEmpty();
            processor.processPending();
        }
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("IllegalStateException");
        List<Long> seconds = new ArrayList<>();
        for (int i = 1; i < attempts.size(); i++) {
            seconds.add(Duration.between(attempts.get(i - 1), attempts.get(i)).toSeconds());
        }
        assertThat(seconds).containsExactly(2L, 8L, 32L, 128L, 512L, 2_048L, 8_192L, 21_600L, 21_600L);
    }

    @Test
    void aRetryOfTheHandlerWaits() {
        handling = event -> HandlerResult.retry("the customer is not linked yet");
        arrives("evt_1", "known");
        assertThat(processor.processPending()).isEqualTo(1);
        assertThat(event("evt_1").dueAt()).isEqualTo(BEGIN.plusSeconds(2));
        assertThat(event("evt_1").note()).contains("not linked");
    }

    @Test
    void aRejectedCommandRollsBackTheOthersAndIsTriedAgainOrQuarantined() {
        Command change = new Command.ChangePlan(T, OperationKey.fact("c"), "sub_1", "nonsense", 1, BEGIN, null);
        handling = event -> HandlerResult.apply(gift(10), change);
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(balance()).isZero();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        Command early = new Command.AdjustSlice(T, OperationKey.fact("d"), 1, Attribution.NONE);
        handling = event -> HandlerResult.apply(gift(10), early);
        arrives("evt_2", "known");
        processor.processPending();
        assertThat(balance()).isZero();
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.RECEIVED);
    }

    @Test
    void aCustomerOfSomebodyElseIsQuarantined() {
        handling = event -> new HandlerResult.Apply(List.of(gift(10)), new TenantLink(T, "cus_taken", false));
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(balance()).isZero();
    }

    @Test
    void aLostClaimRollsTheEffectBack() {
        handling = event -> {
            store.claimsGetLost = true;
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(balance()).isZero();
        assertThat(store.completions).isEmpty();
    }

    @Test
    void anUnknownCommitIsNotAppliedTwice() {
        handling = event -> {
            store.faults.add(Fault.UNKNOWN_WRITTEN);
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(balance()).isEqualTo(10);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void aStoreThatIsAwayLeavesTheEventToTheNextClaim() {
        handling = event -> {
            store.faults.add(Fault.UNAVAILABLE);
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        handling = event -> HandlerResult.apply(gift(10));
        assertThat(processor.processPending()).isZero();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(processor.processPending()).isEqualTo(1);
        assertThat(balance()).isEqualTo(10);
    }

    @Test
    void aStoreThatRefusesIsTriedAgainLater() {
        handling = event -> {
            store.faults.add(Fault.FAILED);
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(event("evt_1").dueAt()).isEqualTo(BEGIN.plusSeconds(2));
    }

    @Test
    void anEventThatBreaksTheStoreIsQuarantinedAtLastAndKeepsNoOtherWaiting() {
        TenantLink broken = new TenantLink(T, FakeTransaction.BROKEN_CUSTOMER, false);
        handling = event -> event.key().equals(key("evt_1"))
                ? new HandlerResult.Apply(List.of(gift(10)), broken)
                : HandlerResult.apply(gift(10));
        arrives("evt_1", "known");
        arrives("evt_2", "known");
        processor.processPending();
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        for (int attempt = 2; attempt <= 20; attempt++) {
            now = now.plus(Duration.ofHours(7));
            processor.processPending();
        }
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(balance()).isEqualTo(10);
    }

    @Test
    void aNodeWithoutAGatewayLeavesEventsToThoseThatHaveOne() {
        handling = event -> HandlerResult.apply(gift(10));
        arrives("evt_1", "known");
        BillingService withoutGateway = BillingService.builder()
                .store(store)
                .catalog(catalog)
                .clock(() -> now)
                .build();

        assertThat(withoutGateway.webhooks().processPending()).isZero();
        processor.processPending();

        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(balance()).isEqualTo(10);
    }

    @Test
    void aListenerThatWasInterruptedEndsNoWorker() throws InterruptedException {
        Semaphore heard = new Semaphore(0);
        listening = event -> {
            heard.release();
            if (event.key().equals(key("evt_1"))) {
                throw new InterruptedException("the CRM's client gave up");
            }
        };
        BackgroundWorker worker = new BackgroundWorker("worker", processor::processPending, Duration.ofDays(1));
        arrivesForBoth("evt_1", "heard");
        worker.start();
        assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        arrivesForBoth("evt_2", "heard");
        worker.nudge();
        assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        worker.stop();
    }
}
