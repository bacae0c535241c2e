// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingInput;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.track.UsageCall;
import io.tollbridge.billing.track.UsageMeter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackedCostTest {
    private final TrackedHost host = new TrackedHost();

    record Prompt(String text, int maxTokens) {}

    record Completion(String text, int tokens) {}

    /** An estimate from the prompt, the truth from the completion. */
    static final class Tokens implements UsageMeter<Prompt, Completion> {
        @Override
        public long cost(Prompt prompt) {
            return prompt.maxTokens();
        }

        @Override
        public long actual(Prompt prompt, Completion completion) {
            if (completion.tokens() == 13) {
                throw new IllegalStateException("no such number");
            }
            return completion.tokens();
        }
    }

    record PerCharacter(long each) implements CostFunction<CharSequence> {
        @Override
        public long cost(CharSequence text) {
            return text.length() * each;
        }
    }

    static final class Whole implements CostFunction<UsageCall> {
        @Override
        public long cost(UsageCall call) {
            return (long) call.argument(0, String.class).length() * call.argument(1, Integer.class);
        }
    }

    interface Api {
        @TrackUsage("MAIL")
        void mails(@BillingUnits int count);

        @TrackUsage(value = "LLM", cost = 3)
        void bulk(@BillingUnits Collection<String> to);

        @TrackUsage("ROW")
        void rows(@BillingUnits String... rows);

        @TrackUsage(value = "ROW", perElement = true)
        List<String> find(@BillingUnits int limit);

        @TrackUsage(value = "ROW", perElement = true)
        CompletionStage<String[]> findLater(@BillingUnits int limit);

        @TrackUsage(value = "LLM", costBy = PerCharacter.class)
        void translate(@BillingInput String text, String language);

        @TrackUsage(value = "LLM", costBy = Whole.class)
        void repeat(String text, int times);

        @TrackUsage(value = "LLM", costBy = Tokens.class)
        @Nullable
        Completion complete(Prompt prompt);

        @TrackUsage(value = "LLM", costBy = Tokens.class)
        CompletionStage<Completion> later(Prompt prompt);

        @TrackUsage(value = "LLM", costBy = Tokens.class, debtLimit = 50)
        Completion onCredit(Prompt prompt);
    }

    private static final class Real implements Api {
        private int calls;
        private @Nullable Completion answer = new Completion("yes", 7);
        private final CompletableFuture<Completion> stage = new CompletableFuture<>();

        @Override
        public void mails(int count) {
            calls++;
        }

        @Override
        public void bulk(Collection<String> to) {}

        @Override
        public void rows(String... rows) {}

        @Override
        public List<String> find(int limit) {
            return List.of("a", "b");
        }

        @Override
        public CompletionStage<String[]> findLater(int limit) {
            return CompletableFuture.completedFuture(new String[] {"a", "b", "c"});
        }

        @Override
        public void translate(String text, String language) {}

        @Override
        public void repeat(String text, int times) {}

        @Override
        public @Nullable Completion complete(Prompt prompt) {
            return answer;
        }

        @Override
        public CompletionStage<Completion> later(Prompt prompt) {
            return stage;
        }

        @Override
        public Completion onCredit(Prompt prompt) {
            return new Completion("long", 130);
        }
    }

    private final Real real = new Real();
    private final BillingService service =
            host.service(host.store, () -> host.tenant, Map.of(PerCharacter.class, new PerCharacter(2)));
    private final Api api = service.trackUsage(Api.class, real);

    @Test
    void unitsMultiplyTheCatalogsCost() {
        api.mails(3);
        host.credits(85, 0);
        api.mails(0);
        host.credits(85, 0);
        assertThat(real.calls).isEqualTo(2);
    }

    @Test
    void unitsMultiplyTheAnnotationsCost() {
        api.bulk(List.of("a", "b"));
        host.credits(94, 0);
        api.rows("x", "y", "z");
        host.credits(88, 0);
        api.rows();
        host.credits(88, 0);
    }

    @Test
    void unitsThatMakeNoSenseAreRefusedBeforeTheMethodRuns() {
        assertThatThrownBy(() -> api.mails(-1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Api.mails")
                .hasMessageContaining("-1");
        @SuppressWarnings("unchecked")
        Collection<String> nobody = TrackedHost.nothing(Collection.class);
        assertThatThrownBy(() -> api.bulk(nobody))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("null");
        assertThat(real.calls).isZero();
        host.credits(100, 0);
    }

    interface Huge {
        @TrackUsage(value = "LLM", cost = Long.MAX_VALUE)
        void work(@BillingUnits long units);
    }

    @Test
    void aCostThatDoesNotFitIsRefused() {
        Huge huge = service.trackUsage(Huge.class, units -> {});
        assertThatThrownBy(() -> huge.work(2))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW));
    }

    @Test
    void elementsOfACollectionAreCharged() {
        assertThat(api.find(20)).hasSize(2);
        host.credits(96, 0);
        assertThat(api.findLater(20)).isCompleted();
        host.credits(90, 0);
        assertThatThrownBy(() -> api.find(46)).isInstanceOf(InsufficientCreditsException.class);
    }

    @Test
    void aFunctionSeesTheMarkedArgument() {
        api.translate("hello", "a language with a long name");
        host.credits(90, 0);
    }

    @Test
    void aFunctionMaySeeTheWholeCall() {
        api.repeat("abc", 4);
        host.credits(88, 0);
    }

    @Test
    void aNullArgumentThatTheCostDependsOnIsRefused() {
        assertThatThrownBy(() -> api.translate(TrackedHost.nothing(String.class), "de"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Api.translate");
        host.credits(100, 0);
    }

    @Test
    void aMeterChargesWhatTheResultSays() {
        assertThat(api.complete(new Prompt("why", 50))).isNotNull();
        host.credits(93, 0);
    }

    @Test
    void aMeterMayChargeMoreThanItsEstimate() {
        real.answer = new Completion("long", 80);
        assertThat(api.complete(new Prompt("why", 10))).isNotNull();
        host.credits(20, 0);
    }

    @Test
    void whatIsNotThereAnyMoreIsLogged() {
        real.answer = new Completion("very long", 130);
        assertThat(TrackedHost.logged(() -> api.complete(new Prompt("why", 10))))
                .hasSize(1);
        host.credits(0, 0);
    }

    @Test
    void whatIsNotThereAnyMoreBecomesDebtWhereTheAnnotationAllowsIt() {
        assertThat(TrackedHost.logged(() -> api.onCredit(new Prompt("why", 10))))
                .isEmpty();
        assertThat(host.store.rows().tenant(TrackedHost.T).account.debt()).isEqualTo(30);
    }

    @Test
    void anEstimateBeyondTheBalanceIsRefused() {
        assertThatThrownBy(() -> api.complete(new Prompt("why", 101))).isInstanceOf(InsufficientCreditsException.class);
    }

    @Test
    void anEstimateBelowZeroIsRefused() {
        assertThatThrownBy(() -> api.complete(new Prompt("why", -1)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Tokens");
    }

    @Test
    void aMeterIsAskedWhenAStageCompletes() {
        CompletionStage<Completion> stage = api.later(new Prompt("why", 40));
        host.credits(60, 40);
        real.stage.complete(new Completion("because", 11));
        assertThat(stage).isCompleted();
        host.credits(89, 0);
    }

    @Test
    void aMeterThatFailsLosesNoResultAndChargesTheEstimate() {
        real.answer = new Completion("unlucky", 13);
        assertThat(TrackedHost.logged(
                        () -> assertThat(api.complete(new Prompt("why", 40))).isSameAs(real.answer)))
                .hasSize(1);
        host.credits(60, 0);
        real.answer = new Completion("negative", -1);
        assertThat(TrackedHost.logged(
                        () -> assertThat(api.complete(new Prompt("why", 20))).isSameAs(real.answer)))
                .hasSize(1);
        host.credits(40, 0);
    }

    @Test
    void noResultCostsTheEstimate() {
        real.answer = null;
        assertThat(api.complete(new Prompt("why", 40))).isNull();
        host.credits(60, 0);
    }

    @Test
    void aUseIsCountedUnderItsFeature() {
        api.mails(3);
        assertThat(host.usage()).hasSize(1).allMatch(use -> use.feature().equals("MAIL"));
    }
}
