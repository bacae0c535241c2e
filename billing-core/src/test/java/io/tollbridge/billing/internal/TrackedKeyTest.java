// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.BillingUnits;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TrackedKeyTest {
    private final TrackedHost host = new TrackedHost();

    enum Channel {
        NEWS
    }

    interface Jobs {
        @TrackUsage("MAIL")
        void send(@BillingKey String request, @BillingUnits int count);

        @TrackUsage("MAIL")
        void send(@BillingKey UUID request, @BillingKey long part, @BillingKey Channel channel);

        @TrackUsage(value = "LLM", cost = 40)
        CompletionStage<String> start(@BillingKey String request);

        @TrackUsage("MAIL")
        void join(@BillingKey String first, @BillingKey String second);
    }

    private static final class Real implements Jobs {
        private int calls;
        private boolean fails;
        private CompletableFuture<String> next = new CompletableFuture<>();

        @Override
        public void send(String request, int count) {
            calls++;
            if (fails) {
                throw new IllegalStateException("failed");
            }
        }

        @Override
        public void send(UUID request, long part, Channel channel) {
            calls++;
        }

        @Override
        public CompletionStage<String> start(String request) {
            next = new CompletableFuture<>();
            return next;
        }

        @Override
        public void join(String first, String second) {
            calls++;
        }
    }

    private final Real real = new Real();
    private final Jobs jobs = host.billing.trackUsage(Jobs.class, real);

    @Test
    void aRepeatedCallRunsAgainAndIsChargedOnce() {
        jobs.send("r1", 2);
        jobs.send("r1", 2);
        assertThat(real.calls).isEqualTo(2);
        host.credits(90, 0);
        jobs.send("r2", 2);
        host.credits(80, 0);
    }

    @Test
    void aRepeatedCallIsAnsweredWhenNoCreditsAreLeft() {
        jobs.send("r1", 20);
        jobs.send("r1", 20);
        assertThat(real.calls).isEqualTo(2);
        host.credits(0, 0);
    }

    @Test
    void theSameKeyAtAnotherCostIsAConflictAndDoesNotRun() {
        jobs.send("r1", 2);
        assertThatThrownBy(() -> jobs.send("r1", 3)).isInstanceOf(IdempotencyConflictException.class);
        assertThat(real.calls).isEqualTo(1);
        host.credits(90, 0);
    }

    @Test
    void aCallThatFailedMayBeRepeatedUntilItSucceedsAndIsThenChargedOnce() {
        real.fails = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> jobs.send("r1", 2)).hasMessage("failed");
            host.credits(100, 0);
        }
        real.fails = false;
        jobs.send("r1", 2);
        host.credits(90, 0);
        jobs.send("r1", 2);
        host.credits(90, 0);
        real.fails = true;
        assertThatThrownBy(() -> jobs.send("r1", 2)).hasMessage("failed");
        host.credits(90, 0);
    }

    @Test
    void aRefusedCallDoesNotUseUpItsKey() {
        host.billing.deductCredits(TrackedHost.T, 95);
        assertThatThrownBy(() -> jobs.send("r1", 2)).isInstanceOf(InsufficientCreditsException.class);
        host.billing.addCredits(TrackedHost.T, 20, CreditType.BUNDLE);
        jobs.send("r1", 2);
        host.credits(15, 0);
    }

    @Test
    void severalParametersAreOneKey() {
        UUID request = UUID.fromString("00000000-0000-0000-0000-000000000001");
        jobs.send(request, 1, Channel.NEWS);
        jobs.send(request, 1, Channel.NEWS);
        jobs.send(request, 2, Channel.NEWS);
        host.credits(90, 0);
    }

    @Test
    void partsOfAKeyDoNotRunIntoEachOther() {
        jobs.join("a:b", "c");
        jobs.join("a", "b:c");
        jobs.join("a\\", ":b");
        jobs.join("a\\:", "b");
        host.credits(80, 0);
    }

    @Test
    void noKeyLooksLikeAnotherOnesSecondAttempt() {
        real.fails = true;
        assertThatThrownBy(() -> jobs.send("r1", 1)).hasMessage("failed");
        real.fails = false;
        jobs.send("r1", 1);
        jobs.send("2:r1", 1);
        jobs.send("1:r1", 1);
        host.credits(85, 0);
    }

    @Test
    void aMissingKeyIsRefusedAndTheMethodDoesNotRun() {
        String missing = TrackedHost.nothing(String.class);
        assertThatThrownBy(() -> jobs.join("a", missing))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Jobs.join");
        assertThatThrownBy(() -> jobs.send(" ", 1)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> jobs.send("x".repeat(300), 1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("240");
        assertThat(real.calls).isZero();
    }

    @Test
    void callsWithOneKeyAtTheSameTimeAreChargedOnce() {
        CompletionStage<String> first = jobs.start("r1");
        CompletableFuture<String> ofFirst = real.next;
        CompletionStage<String> second = jobs.start("r1");
        host.credits(60, 40);
        real.next.complete("second");
        host.credits(60, 0);
        ofFirst.complete("first");
        assertThat(first).isCompletedWithValue("first");
        assertThat(second).isCompletedWithValue("second");
        host.credits(60, 0);
    }

    @Test
    void aCallThatSucceedsBesideOneOfItsKeyThatFailedIsCharged() {
        assertThat(jobs.start("r1")).isNotNull();
        CompletableFuture<String> ofFirst = real.next;
        assertThat(jobs.start("r1")).isNotNull();
        ofFirst.completeExceptionally(new IllegalStateException("failed"));
        host.credits(100, 0);
        real.next.complete("second");
        host.credits(60, 0);
    }

    @Test
    void aCallThatFailsBesideOneOfItsKeyLeavesThatOnesCreditsAside() {
        assertThat(jobs.start("r1")).isNotNull();
        CompletableFuture<String> ofFirst = real.next;
        assertThat(jobs.start("r1")).isNotNull();
        real.next.completeExceptionally(new IllegalStateException("failed"));
        host.credits(60, 40);
        ofFirst.complete("first");
        host.credits(60, 0);
    }

    @Test
    void aCallThatFailsAfterOneOfItsKeySucceededLeavesTheChargeAndItsOwnExceptionAlone() {
        assertThat(jobs.start("r1")).isNotNull();
        CompletableFuture<String> ofFirst = real.next;
        assertThat(jobs.start("r1")).isNotNull();
        real.next.complete("second");
        IllegalStateException failure = new IllegalStateException("failed");
        assertThat(TrackedHost.logged(() -> ofFirst.completeExceptionally(failure)))
                .isEmpty();
        assertThat(failure).hasNoSuppressedExceptions();
        host.credits(60, 0);
    }

    @Test
    void aCallThatIsRepeatedAfterItsProcessDiedIsChargedOnceEvenIfTheFirstOneLives() {
        assertThat(jobs.start("r1")).isNotNull();
        CompletableFuture<String> ofFirst = real.next;
        host.expire(host.holds().get(0));
        host.credits(100, 0);
        assertThat(jobs.start("r1")).isNotNull();
        host.credits(60, 40);
        real.next.complete("second");
        host.credits(60, 0);
        ofFirst.complete("first, believed dead");
        host.credits(60, 0);
    }

    @Test
    void aCallThatIsRepeatedAfterItsProcessDiedNeedsItsCreditsAgain() {
        assertThat(jobs.start("r1")).isNotNull();
        host.expire(host.holds().get(0));
        host.billing.deductCredits(TrackedHost.T, 70);
        assertThatThrownBy(() -> jobs.start("r1")).isInstanceOf(InsufficientCreditsException.class);
        host.credits(30, 0);
    }

    @Test
    void aRepetitionAfterItsProcessDiedThatFailsTooGivesItsCreditsBack() {
        assertThat(jobs.start("r1")).isNotNull();
        host.expire(host.holds().get(0));
        assertThat(jobs.start("r1")).isNotNull();
        real.next.completeExceptionally(new IllegalStateException("failed"));
        host.credits(100, 0);
    }
}
