// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An event that can never be processed stays alone with its trouble, however bad that is. */
class WebhookPoisonTest extends WebhookProcessing {
    private int kills;

    private static boolean is(WebhookEvent event, String id) {
        return event.key().equals(key(id));
    }

    @Test
    void anErrorOfOurHandlerStaysWithItsEvent() {
        handling = event -> {
            if (is(event, "evt_1")) {
                throw new NoClassDefFoundError("a class of another version");
            }
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");

        assertThat(processor.processPending()).isEqualTo(2);

        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(event("evt_1").note()).contains("NoClassDefFoundError");
        assertThat(event("evt_1").dueAt()).isAfter(now);
    }

    @Test
    void anErrorOfTheWholeProcessIsThrownButItsEventIsNotTheNextOneAgain() {
        handling = event -> {
            if (is(event, "evt_1")) {
                throw new OutOfMemoryError("thrown by a test");
            }
            return HandlerResult.apply(gift(10));
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(processor::processPending);

        assertThat(event("evt_2").attempts()).as("given back").isZero();
        assertThat(processor.processPending()).isEqualTo(1);
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(event("evt_1").note()).contains("OutOfMemoryError");
    }

    @Test
    void anEventThatEndsTheProcessEachTimeIsQuarantinedAtLastAndTakesNoOtherWithIt() {
        handling = event -> {
            if (is(event, "evt_3")) {
                kills++;
                store.inbox.alive = false;
                throw new OutOfMemoryError("thrown by a test");
            }
            return HandlerResult.ignore("seen");
        };
        for (int number = 1; number <= 6; number++) {
            arrives("evt_" + number, "known");
        }
        for (int start = 0; event("evt_3").status() == WebhookStatus.RECEIVED && start < 100; start++) {
            store.inbox.alive = true;
            try {
                processor.processPending();
            } catch (OutOfMemoryError | RuntimeException dead) {
                assertThat(store.inbox.alive).as("%s", dead).isFalse();
            }
            now = now.plus(Duration.ofMinutes(3));
        }

        assertThat(event("evt_3").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_3").note()).contains("19 times");
        assertThat(kills).isEqualTo(19);
        for (int number : new int[] {1, 2, 4, 5, 6}) {
            assertThat(event("evt_" + number).status()).isEqualTo(WebhookStatus.IGNORED);
            assertThat(event("evt_" + number).attempts()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anEventWhoseEndTheStoreRefusesDoesNotHoldUpTheOthers() {
        handling = event -> {
            if (is(event, "evt_1") || is(event, "evt_3")) {
                store.faults.add(FakeStore.Fault.FAILED);
            }
            return HandlerResult.ignore("seen");
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");
        arrives("evt_3", "known");
        for (int claim = 1; claim < 20; claim++) {
            assertThatExceptionOfType(BillingStoreException.class).isThrownBy(processor::processPending);
            assertThat(event("evt_1").attempts()).isEqualTo(claim);
            assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.IGNORED);
            now = now.plus(Duration.ofMinutes(3));
        }
        processor.processPending();

        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_3").status()).isEqualTo(WebhookStatus.QUARANTINED);
    }

    @Test
    void whatWasClaimedIsGivenBackWhenTheStoreIsAway() {
        handling = event -> {
            store.faults.add(FakeStore.Fault.UNAVAILABLE);
            return HandlerResult.ignore("seen");
        };
        arrives("evt_1", "known");
        arrives("evt_2", "known");

        assertThatExceptionOfType(BillingStoreException.class).isThrownBy(processor::processPending);

        assertThat(event("evt_1").attempts()).isZero();
        assertThat(event("evt_2").attempts()).isZero();
    }

    @Test
    void anEventThatFailsDoesNotHoldUpTheOthersOfItsObject() {
        handling = event -> {
            if (is(event, "evt_1")) {
                throw new IllegalStateException("broken");
            }
            return HandlerResult.apply(gift(10));
        };
        for (int number = 1; number <= 3; number++) {
            WebhookEvent event = new WebhookEvent(key("evt_" + number), "known", "in_1", null, now, "{}");
            store.inbox().insert(event, now, null);
        }

        processor.processPending();

        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(event("evt_3").status()).isEqualTo(WebhookStatus.DONE);
    }
}
