// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TenantMissingException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingTenant;
import io.tollbridge.billing.track.TenantContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantContextTest {
    private final TrackedHost host = new TrackedHost();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    interface Api {
        @TrackUsage("MAIL")
        void send();

        @TrackUsage("MAIL")
        void sendFor(@BillingTenant String tenant);

        @TrackUsage(value = "LLM", cost = 20)
        void report(Runnable work);

        @TrackUsage(value = "LLM", cost = 20)
        CompletionStage<String> reportLater(Runnable work);

        @TrackUsage(value = "MAIL", chargeNested = true)
        void always();
    }

    private static final class Real implements Api {
        private CompletableFuture<String> stage = new CompletableFuture<>();

        @Override
        public void send() {}

        @Override
        public void sendFor(String tenant) {}

        @Override
        public void report(Runnable work) {
            work.run();
        }

        @Override
        public CompletionStage<String> reportLater(Runnable work) {
            work.run();
            return stage;
        }

        @Override
        public void always() {}
    }

    private final Real real = new Real();
    private final Api api = host.billing.trackUsage(Api.class, real);

    @BeforeEach
    void globexHasCreditsToo() {
        host.billing.addCredits("globex", 50, CreditType.BUNDLE);
    }

    @AfterEach
    void nothingStaysOnThisThread() {
        assertThat(TenantContext.current()).isEmpty();
        pool.shutdownNow();
    }

    @Test
    void theContextWinsOverTheResolver() {
        TenantContext.run("globex", api::send);
        host.credits("globex", 45, 0);
        host.credits(100, 0);
    }

    @Test
    void aParameterWinsOverTheContext() {
        TenantContext.run("acme", () -> api.sendFor("globex"));
        host.credits("globex", 45, 0);
        host.credits(100, 0);
    }

    @Test
    void aNullParameterIsNotFilledFromElsewhere() {
        String nobody = TrackedHost.nothing(String.class);
        assertThatThrownBy(() -> TenantContext.run("acme", () -> api.sendFor(nobody)))
                .isInstanceOf(TenantMissingException.class);
        host.credits(100, 0);
    }

    @Test
    void contextsNestAndEndWithTheirWorkEvenIfItThrows() throws Exception {
        String seen = TenantContext.call("outer", () -> {
            assertThatThrownBy(() -> TenantContext.run("inner", () -> {
                        throw new IllegalStateException(TenantContext.current().orElseThrow());
                    }))
                    .hasMessage("inner");
            return TenantContext.current().orElseThrow();
        });
        assertThat(seen).isEqualTo("outer");
    }

    @Test
    void aTenantThatCannotBeOneIsRefusedAtOnce() {
        assertThatThrownBy(() -> TenantContext.run(" ", () -> {})).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void theContextIsAResolver() {
        assertThat(TenantContext.resolver().currentTenant()).isNull();
        TenantContext.run(
                "acme",
                () -> assertThat(TenantContext.resolver().currentTenant()).isEqualTo("acme"));
    }

    @Test
    void anotherThreadDoesNotSeeTheContext() throws Exception {
        Optional<String> seen = TenantContext.call(
                "acme", () -> pool.submit(TenantContext::current).get());
        assertThat(seen).isEmpty();
    }

    @Test
    void tasksOfAWrappedExecutorRunForTheTenantThatHandedThemOverAndLeaveNothingBehind() throws Exception {
        ExecutorService wrapped = TenantContext.wrap(pool);
        Future<?> first = TenantContext.call("globex", () -> wrapped.submit(api::send));
        Future<?> second = TenantContext.call("acme", () -> wrapped.submit(api::send));
        assertThat(first.get()).isNull();
        assertThat(second.get()).isNull();
        host.credits("globex", 45, 0);
        host.credits(95, 0);
        assertThat(pool.submit(TenantContext::current).get()).isEmpty();
        assertThat(wrapped.submit(TenantContext::current).get()).isEmpty();
        assertThat(wrapped.shutdownNow()).isEmpty();
        assertThat(wrapped.isShutdown()).isTrue();
        assertThat(pool.isShutdown()).isTrue();
    }

    @Test
    void piecesOfWorkCanBeWrapped() throws Exception {
        Executor executor = TenantContext.wrap((Executor) pool);
        CompletableFuture<Optional<String>> task =
                TenantContext.call("a", () -> CompletableFuture.supplyAsync(TenantContext::current, executor));
        assertThat(task.get()).contains("a");
        assertThat(TenantContext.call("b", () -> TenantContext.wrapCallable(TenantContext::current))
                        .call())
                .contains("b");
        assertThat(TenantContext.call("c", () -> TenantContext.wrapSupplier(TenantContext::current))
                        .get())
                .contains("c");
        Runnable none =
                TenantContext.wrap(() -> assertThat(TenantContext.current()).isEmpty());
        TenantContext.run("d", none);
    }

    @Test
    void aTrackedCallMakesItsTenantTheContextSoThatAnExecutorFollows() throws Exception {
        ExecutorService wrapped = TenantContext.wrap(pool);
        CompletableFuture<Optional<String>> seen = new CompletableFuture<>();
        api.report(() -> wrapped.execute(() -> seen.complete(TenantContext.current())));
        assertThat(seen.get()).contains("acme");
    }

    @Test
    void nestedCallsAreChargedOnce() {
        api.report(api::send);
        host.credits(80, 0);
        api.send();
        host.credits(75, 0);
    }

    @Test
    void aNestedCallIsChargedWhereItsAnnotationSaysSo() {
        api.report(api::always);
        host.credits(75, 0);
    }

    @Test
    void aNestedCallForAnotherTenantIsCharged() {
        api.report(() -> api.sendFor("globex"));
        host.credits(80, 0);
        host.credits("globex", 45, 0);
        api.report(() -> TenantContext.run("globex", () -> api.report(() -> api.sendFor("acme"))));
        host.credits(60, 0);
        host.credits("globex", 25, 0);
    }

    @Test
    void callsInsideTrackAreNested() throws Exception {
        Boolean done = host.billing.track("acme", "MAIL", () -> {
            api.report(() -> {});
            return true;
        });
        assertThat(done).isTrue();
        host.credits(95, 0);
    }

    @Test
    void trackInsideATrackedCallIsCharged() {
        api.report(() -> {
            try {
                Integer answer = host.billing.track("acme", "MAIL", () -> 1);
                assertThat(answer).isEqualTo(1);
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
        });
        host.credits(75, 0);
    }

    @Test
    void handedOverWorkIsNestedWhileTheOuterCallRunsAndChargedAfterwards() throws Exception {
        ExecutorService wrapped = TenantContext.wrap(pool);
        CompletableFuture<Runnable> kept = new CompletableFuture<>();
        assertThat(api.reportLater(() -> {
                    join(wrapped.submit(api::send));
                    kept.complete(TenantContext.wrap(api::send));
                }))
                .isNotNull();
        host.credits(80, 20);
        kept.get().run();
        host.credits(80, 20);
        real.stage.complete("done");
        host.credits(80, 0);
        kept.get().run();
        host.credits(75, 0);
    }

    private static void join(Future<?> task) {
        try {
            assertThat(task.get()).isNull();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void virtualThreadsCarryTheContextOfWrappedWorkOnly() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        ExecutorService wrapped = TenantContext.wrap(virtual);
        for (int i = 0; i < 100; i++) {
            String tenant = "tenant-" + i;
            Future<Optional<String>> seen = TenantContext.call(tenant, () -> wrapped.submit(TenantContext::current));
            assertThat(seen.get()).contains(tenant);
            assertThat(virtual.submit(TenantContext::current).get()).isEmpty();
        }
        virtual.shutdown();
    }

    @Test
    void aServiceWithoutAResolverTracksMethodsWithATenantParameter() {
        interface Explicit {
            @TrackUsage("MAIL")
            void send(@BillingTenant String tenant);
        }
        Explicit explicit = host.service(host.store, null, Map.of()).trackUsage(Explicit.class, tenant -> {});
        explicit.send("globex");
        host.credits("globex", 45, 0);
    }
}
