// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.internal.FakeStore.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The work is done, and the database does not take the charge. */
class LateChargeTest {
    private final TrackedHost host = new TrackedHost();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    interface Api {
        @TrackUsage("MAIL")
        String send();

        @TrackUsage("MAIL")
        CompletionStage<String> ask();
    }

    private Api api(Fault fault) {
        return host.billing.trackUsage(Api.class, new Api() {
            @Override
            public String send() {
                host.store.faults.add(fault);
                return "sent";
            }

            @Override
            public CompletionStage<String> ask() {
                return answer;
            }
        });
    }

    @Test
    void theResultIsNotLostAndTheChargeIsMadeLater() {
        assertThat(TrackedHost.logged(
                        () -> assertThat(api(Fault.UNAVAILABLE).send()).isEqualTo("sent")))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains("acme", "5 credits", "again"));
        host.credits(95, 5);
        host.billing.close();
        host.credits(95, 0);
        assertThat(host.usage()).hasSize(1);
    }

    @Test
    void theChargeIsMadeLaterEvenIfTheHoldHasExpired() {
        assertThat(TrackedHost.logged(
                        () -> assertThat(api(Fault.UNAVAILABLE).send()).isEqualTo("sent")))
                .hasSize(1);
        host.expire(host.holds().get(0));
        host.credits(100, 0);
        host.billing.close();
        host.credits(95, 0);
    }

    @Test
    void aChargeThatCanNeverBeMadeIsToldAndNotRepeated() {
        assertThat(TrackedHost.logged(() -> assertThat(api(Fault.FAILED).send()).isEqualTo("sent")))
                .singleElement()
                .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR));
        host.billing.close();
        host.credits(95, 5);
    }

    @Test
    void aChargeThatStillFailsWhenTheServiceClosesIsToldByName() {
        assertThat(TrackedHost.logged(() -> {
                    assertThat(api(Fault.UNAVAILABLE).send()).isEqualTo("sent");
                    host.store.faults.add(Fault.UNAVAILABLE);
                    host.billing.close();
                }))
                .hasSize(4)
                .last()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains("Not charged", "acme"));
        host.credits(95, 5);
    }

    @Test
    void aStageIsNotBrokenByAChargeThatFails() {
        CompletionStage<String> stage = api(Fault.FAILED).ask();
        assertThat(TrackedHost.logged(() -> {
                    host.store.faults.add(Fault.UNAVAILABLE);
                    answer.complete("because");
                }))
                .hasSize(1);
        assertThat(stage).isCompletedWithValue("because");
        host.billing.close();
        host.credits(95, 0);
    }

    @Test
    void anUnknownCommitOfTheChargeIsChargedOnce() {
        assertThat(TrackedHost.logged(
                        () -> assertThat(api(Fault.UNKNOWN_WRITTEN).send()).isEqualTo("sent")))
                .isEmpty();
        host.credits(95, 0);
        host.billing.close();
        host.credits(95, 0);
    }
}
