// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.internal.FakeStore.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UsageTrackerTest {
    private static final String T = "acme";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final Catalog catalog =
            Catalog.builder().feature("MAIL", 5).feature("LLM").build();
    private final CommandExecutor executor =
            new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> NOW);
    private final CommandFactory commands =
            new CommandFactory(catalog, new KeySequence(() -> NOW), Duration.ofHours(1));
    private final UsageTracker tracker = tracker(() -> T);

    private UsageTracker tracker(@Nullable TenantResolver resolver) {
        return new UsageTracker(new DefaultOperations(commands, executor::execute), commands, resolver);
    }

    @BeforeEach
    void twelveCredits() {
        executor.execute(new Command.AddLot(
                T, OperationKey.generated("lot"), Grant.Source.PURCHASE, 12, null, false, Attribution.NONE));
    }

    private void credits(long spendable, long held) {
        assertThat(store.rows().tenant(T).account.bundleCredits()).isEqualTo(spendable);
        assertThat(store.rows().tenant(T).account.heldCredits()).isEqualTo(held);
    }

    interface Mailer {
        @TrackUsage("MAIL")
        String send(String to) throws IOException;

        @TrackUsage(value = "LLM", cost = 3)
        CompletionStage<String> ask(String what);

        default String free() {
            return "free";
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
    }

    private final RealMailer real = new RealMailer();
    private final Mailer mailer = tracker.proxy(Mailer.class, real);

    @Test
    void aCallThatReturnsIsCharged() throws IOException {
        assertThat(mailer.send("ann")).isEqualTo("sent to ann");
        credits(7, 0);
        assertThat(mailer.free()).isEqualTo("free");
        credits(7, 0);
    }

    @Test
    void aCallThatThrowsIsNotChargedAndThrowsTheSame() {
        assertThatThrownBy(() -> mailer.send("checked"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("checked");
        assertThatThrownBy(() -> mailer.send("unchecked")).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mailer.send("error")).isExactlyInstanceOf(AssertionError.class);
        credits(12, 0);
    }

    @Test
    void theMethodDoesNotRunWithoutCredits() throws IOException {
        mailer.send("a");
        mailer.send("b");
        assertThatThrownBy(() -> mailer.send("c")).isInstanceOf(InsufficientCreditsException.class);
        assertThat(real.calls).hasValue(2);
        credits(2, 0);
    }

    @Test
    void aStageIsChargedWhenItCompletes() {
        CompletionStage<String> stage = mailer.ask("why");
        assertThat(stage).isSameAs(real.answer);
        credits(9, 3);
        real.answer.complete("because");
        credits(9, 0);
    }

    @Test
    void aStageThatFailsIsNotCharged() {
        assertThat(mailer.ask("why")).isNotNull();
        real.answer.completeExceptionally(new IOException("no"));
        credits(12, 0);
    }

    @Test
    void aFailingReleaseDoesNotHideTheExceptionOfTheMethod() {
        Mailer failing = tracker.proxy(Mailer.class, new RealMailer() {
            @Override
            public String send(String to) {
                store.faults.add(Fault.FAILED);
                throw new IllegalArgumentException("mine");
            }
        });
        assertThatThrownBy(() -> failing.send("x"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        credits(7, 5);
    }

    @Test
    void anActionCanBeTrackedWithoutAProxy() throws Exception {
        Integer answer = tracker.track(Deduction.of(T).feature("MAIL"), () -> 42);
        assertThat(answer).isEqualTo(42);
        credits(7, 0);
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
        tracker.<Plain>proxy(Plain.class, new Annotated()).work();
        credits(7, 0);
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
        Generic<String> target = new AnnotatedGeneric();
        @SuppressWarnings("unchecked")
        Generic<String> proxy = tracker.proxy(Generic.class, target);
        proxy.work("x");
        credits(7, 0);
    }

    interface Unknown {
        @TrackUsage("NONSENSE")
        void work();
    }

    interface Priceless {
        @TrackUsage("LLM")
        void work();
    }

    @Test
    void mistakesShowWhenTheObjectIsWrapped() {
        assertThatThrownBy(() -> tracker.proxy(Unknown.class, () -> {}))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("NONSENSE");
        assertThatThrownBy(() -> tracker.proxy(Priceless.class, () -> {}))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("LLM");
        assertThatThrownBy(() -> tracker.proxy(Plain.class, () -> {}))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("@TrackUsage");
        assertThatThrownBy(() -> tracker.proxy(RealMailer.class, real))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("interface");
        assertThatThrownBy(() -> tracker(null).proxy(Mailer.class, real))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("tenantResolver");
    }

    @Test
    void aCallWithoutATenantIsAMistakeAndDoesNotRun() {
        Mailer homeless = tracker(() -> null).proxy(Mailer.class, real);
        assertThatThrownBy(() -> homeless.send("x")).isInstanceOf(BillingConfigurationException.class);
        assertThat(real.calls).hasValue(0);
    }

    @Test
    void methodsOfObjectPassThrough() {
        assertThat(mailer).hasToString(real.toString()).hasSameHashCodeAs(real);
        assertThat(mailer.equals(null)).isFalse();
    }

    interface WithStatic {
        static int helper() {
            return 1;
        }

        @TrackUsage("MAIL")
        void work();
    }

    @Test
    void anInterfaceMayHaveStaticMethods() {
        tracker.<WithStatic>proxy(WithStatic.class, () -> {}).work();
        credits(12 - 4L - WithStatic.helper(), 0);
    }

    @Test
    void aProxyEqualsItselfAndNoOther() {
        Mailer same = mailer;
        assertThat(mailer.equals(same)).isTrue();
        assertThat(mailer).isNotEqualTo(tracker.proxy(Mailer.class, real));
    }

    @Test
    void aChargeThatFailsWhenAStageCompletesIsLogged() {
        Logger log = (Logger) LoggerFactory.getLogger(UsageTracker.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            assertThat(mailer.ask("why")).isNotNull();
            store.faults.add(Fault.FAILED);
            real.answer.complete("because");
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(1).allMatch(line -> line.getLevel() == Level.ERROR);
        credits(9, 3);
    }
}
