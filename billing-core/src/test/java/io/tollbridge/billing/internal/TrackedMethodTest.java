// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TenantMissingException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.internal.FakeStore.Fault;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrackedMethodTest {
    private final TrackedHost host = new TrackedHost();

    interface Mailer {
        @TrackUsage("MAIL")
        String send(String to) throws IOException;

        @TrackUsage(value = "LLM", cost = 3)
        CompletionStage<String> ask(String what);

        @TrackUsage(value = "LLM", cost = 60)
        void expensive();

        default String free() {
            return "free";
        }

        default void sendAll(String... to) throws IOException {
            for (String one : to) {
                send(one);
            }
        }
    }

    /** A mailer that does what it is told by its argument. */
    static class RealMailer implements Mailer {
        final AtomicInteger calls = new AtomicInteger();
        final CompletableFuture<String> answer = new CompletableFuture<>();

        @Override
        public String send(String to) throws IOException {
            calls.incrementAndGet();
            switch (to) {
                case "checked" -> throw new IOException("checked");
                case "unchecked" -> throw new IllegalStateException("unchecked");
                case "error" -> throw new AssertionError("error");
                default -> {
                    return "sent to " + to;
                }
            }
        }

        @Override
        public CompletionStage<String> ask(String what) {
            return answer;
        }

        @Override
        public void expensive() {
            calls.incrementAndGet();
        }
    }

    private final RealMailer real = new RealMailer();
    private final Mailer mailer = host.billing.trackUsage(Mailer.class, real);

    @Test
    void aCallThatReturnsIsCharged() throws IOException {
        assertThat(mailer.send("ann")).isEqualTo("sent to ann");
        host.credits(95, 0);
        assertThat(mailer.free()).isEqualTo("free");
        host.credits(95, 0);
    }

    @Test
    void aCallThatThrowsIsNotChargedAndThrowsTheSame() {
        assertThatThrownBy(() -> mailer.send("checked"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("checked");
        assertThatThrownBy(() -> mailer.send("unchecked")).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mailer.send("error")).isExactlyInstanceOf(AssertionError.class);
        host.credits(100, 0);
    }

    @Test
    void theMethodDoesNotRunWithoutCredits() {
        mailer.expensive();
        assertThatThrownBy(mailer::expensive).isExactlyInstanceOf(InsufficientCreditsException.class);
        assertThat(real.calls).hasValue(1);
        host.credits(40, 0);
    }

    @Test
    void aRefusalPassesThroughAMethodThatDeclaresOtherExceptions() {
        mailer.expensive();
        host.billing.deductCredits(TrackedHost.T, 38);
        assertThatThrownBy(() -> mailer.send("ann"))
                .isExactlyInstanceOf(InsufficientCreditsException.class)
                .hasMessageContaining("acme");
        assertThat(real.calls).hasValue(1);
    }

    @Test
    void whatADefaultMethodCallsIsCharged() throws IOException {
        mailer.sendAll("ann", "bob");
        host.credits(90, 0);
    }

    @Test
    void aStageIsChargedWhenItCompletes() {
        CompletionStage<String> stage = mailer.ask("why");
        assertThat(stage).isSameAs(real.answer);
        host.credits(97, 3);
        real.answer.complete("because");
        host.credits(97, 0);
    }

    @Test
    void aStageThatFailsIsNotCharged() {
        assertThat(mailer.ask("why")).isNotNull();
        real.answer.completeExceptionally(new IOException("no"));
        host.credits(100, 0);
    }

    @Test
    void aStageThatIsCancelledIsNotCharged() {
        CompletableFuture<String> answer = mailer.ask("why").toCompletableFuture();
        assertThat(answer.cancel(true)).isTrue();
        assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
        host.credits(100, 0);
    }

    @Test
    void aStageThatWasCompleteAlreadyIsCharged() {
        real.answer.complete("because");
        assertThat(mailer.ask("why")).isCompletedWithValue("because");
        host.credits(97, 0);
    }

    @Test
    void aMethodThatReturnsNoStageAtAllIsCharged() {
        Mailer empty = host.billing.trackUsage(Mailer.class, new RealMailer() {
            @Override
            @SuppressWarnings("NullAway") // hosts do
            public CompletionStage<String> ask(String what) {
                return null;
            }
        });
        assertThat(empty.ask("why")).isNull();
        host.credits(97, 0);
    }

    @Test
    void aFailingReleaseDoesNotHideTheExceptionOfTheMethod() {
        Mailer failing = host.billing.trackUsage(Mailer.class, new RealMailer() {
            @Override
            public String send(String to) {
                host.store.faults.add(Fault.FAILED);
                throw new IllegalArgumentException("mine");
            }
        });
        assertThatThrownBy(() -> failing.send("x"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        host.credits(95, 5);
    }

    @SuppressWarnings("unchecked") // what Kotlin does, and Lombok's @SneakyThrows
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void anExceptionThatTheInterfaceDoesNotDeclareIsNotCharged() {
        Plain sneaky = host.billing.trackUsage(Says.class, () -> sneak(new IOException("sneaky")))::say;
        assertThatThrownBy(sneaky::work)
                .isExactlyInstanceOf(UndeclaredThrowableException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
        host.credits(100, 0);
    }

    interface Says {
        @TrackUsage("MAIL")
        void say();
    }

    @Test
    void aTrackedActionNeedsATenant() {
        assertThatThrownBy(() -> host.billing.track(TrackedHost.nothing(String.class), "MAIL", () -> 1))
                .isInstanceOf(InvalidArgumentException.class);
        host.credits(100, 0);
    }

    @Test
    void anActionCanBeTrackedWithoutAProxy() throws Exception {
        Integer answer = host.billing.track(TrackedHost.T, "MAIL", () -> 42);
        assertThat(answer).isEqualTo(42);
        host.credits(95, 0);
    }

    @Test
    void anActionThatThrowsIsNotCharged() {
        assertThatThrownBy(() -> host.billing.track(TrackedHost.T, "MAIL", () -> {
                    throw new IOException("mine");
                }))
                .isExactlyInstanceOf(IOException.class);
        host.credits(100, 0);
    }

    @Test
    void aHoldWhoseProcessDiesExpiresAndItsCreditsReturn() {
        // the work begins and never comes to an end
        assertThat(mailer.ask("why")).isNotNull();
        host.credits(97, 3);
        host.expire(host.holds().get(0));
        host.credits(100, 0);
    }

    @Test
    void aCallWithoutATenantIsRefusedWithTheFixAndDoesNotRun() {
        host.tenant = null;
        assertThatThrownBy(() -> mailer.send("x"))
                .isInstanceOf(TenantMissingException.class)
                .hasMessageContaining("Mailer.send")
                .hasMessageContaining("TenantContext.call")
                .hasMessageContaining("@BillingTenant");
        assertThat(real.calls).hasValue(0);
    }

    @Test
    void methodsOfObjectPassThrough() {
        assertThat(mailer).hasToString(real.toString()).hasSameHashCodeAs(real);
        assertThat(mailer.equals(null)).isFalse();
    }

    @Test
    void aProxyEqualsItselfAndNoOther() {
        Mailer same = mailer;
        assertThat(mailer.equals(same)).isTrue();
        assertThat(mailer).isNotEqualTo(host.billing.trackUsage(Mailer.class, real));
    }

    interface Plain {
        void work();
    }

    static class Annotated implements Plain {
        @Override
        @TrackUsage("MAIL")
        public void work() {}
    }

    @Test
    void theAnnotationMayStandOnTheImplementation() {
        host.billing.<Plain>trackUsage(Plain.class, new Annotated()).work();
        host.credits(95, 0);
    }

    static class Overriding extends Annotated {
        @Override
        public void work() {}
    }

    @Test
    void theAnnotationMayStandOnTheMethodThatTheImplementationOverrides() {
        host.billing.<Plain>trackUsage(Plain.class, new Overriding()).work();
        host.credits(95, 0);
    }

    interface Generic<A> {
        void work(A what);
    }

    static class AnnotatedGeneric implements Generic<String> {
        @Override
        @TrackUsage("MAIL")
        public void work(String what) {}
    }

    @Test
    void theAnnotationMayStandOnTheImplementationOfAGenericMethod() {
        @SuppressWarnings("unchecked")
        Generic<String> proxy = host.billing.trackUsage(Generic.class, new AnnotatedGeneric());
        proxy.work("x");
        host.credits(95, 0);
    }

    interface Base {
        @TrackUsage("MAIL")
        Object work();
    }

    interface Narrower extends Base {
        @Override
        String work();
    }

    @Test
    void anInterfaceMayNarrowTheResultOfATrackedMethod() {
        Narrower narrower = host.billing.trackUsage(Narrower.class, () -> "x");
        assertThat(narrower.work()).isEqualTo("x");
        assertThat(((Base) narrower).work()).isEqualTo("x");
        host.credits(90, 0);
    }

    interface Varargs {
        @TrackUsage("MAIL")
        int count(String first, int... rest);

        @TrackUsage("MAIL")
        long primitive(long a, double b, boolean c);

        static int helper() {
            return 1;
        }
    }

    @Test
    void argumentsOfAllKindsArrive() {
        Varargs proxy = host.billing.trackUsage(Varargs.class, new Varargs() {
            @Override
            public int count(String first, int... rest) {
                return rest.length + Varargs.helper();
            }

            @Override
            public long primitive(long a, double b, boolean c) {
                return c ? a + (long) b : 0;
            }
        });
        assertThat(proxy.count("a")).isEqualTo(1);
        assertThat(proxy.count("a", 1, 2)).isEqualTo(3);
        assertThat(proxy.primitive(Long.MAX_VALUE - 1, 1.0, true)).isEqualTo(Long.MAX_VALUE);
        host.credits(85, 0);
    }

    @Test
    void twoServicesChargeTheirOwnCallsEvenInsideEachOther() throws Exception {
        FakeStore second = new FakeStore();
        BillingService other = host.service(second, () -> "acme", Map.of());
        other.addCredits("acme", 10, CreditType.BUNDLE);
        Plain inner = other.trackUsage(Plain.class, new Annotated());
        List<String> done = host.billing.track(TrackedHost.T, "MAIL", () -> {
            inner.work();
            return List.of("done");
        });
        assertThat(done).hasSize(1);
        host.credits(95, 0);
        assertThat(second.rows().tenant("acme").account.bundleCredits()).isEqualTo(5);
    }
}
