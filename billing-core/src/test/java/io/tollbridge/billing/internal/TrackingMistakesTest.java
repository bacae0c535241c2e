// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingInput;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.BillingTenant;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.track.UsageMeter;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrackingMistakesTest {
    private final TrackedHost host = new TrackedHost();

    private void wrong(Class<?> type, String... parts) {
        assertThatThrownBy(() -> host.billing.tracking().scan(type))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    private <T> void wrong(Class<T> type, T target, String... parts) {
        assertThatThrownBy(() -> host.billing.trackUsage(type, target))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    interface Plain {
        void work();
    }

    interface Several {
        @TrackUsage("NONSENSE")
        void unknown();

        @TrackUsage("LLM")
        void priceless();

        @TrackUsage(value = "MAIL", debtLimit = -2)
        void debt();

        void free(@BillingKey String key);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        wrong(
                Several.class,
                "4 mistakes",
                "Several.unknown uses the feature \"NONSENSE\"",
                "Several.priceless uses the feature LLM, which has no cost",
                "Several.debt has a debtLimit of -2",
                "Several.free has a parameter with @BillingKey but no @TrackUsage");
    }

    interface Parameters {
        @TrackUsage("MAIL")
        void key(@BillingKey Object key);

        @TrackUsage("MAIL")
        void units(@BillingUnits String units);

        @TrackUsage("MAIL")
        void fraction(@BillingUnits double units);

        @TrackUsage("MAIL")
        void tenants(@BillingTenant String one, @BillingTenant String other);

        @TrackUsage("MAIL")
        void tenant(@BillingTenant List<String> tenant);

        @TrackUsage("MAIL")
        void input(@BillingInput String nobodyLooks);
    }

    @Test
    void parametersOfWrongTypesAreMistakes() {
        wrong(
                Parameters.class,
                "6 mistakes",
                "Parameters.key has @BillingKey on parameter 0, a java.lang.Object; it must be a CharSequence",
                "Parameters.units has @BillingUnits on parameter 0, a java.lang.String",
                "Parameters.fraction has @BillingUnits on parameter 0, a double",
                "Parameters.tenants has several parameters with @BillingTenant",
                "Parameters.tenant has @BillingTenant on parameter 0, a java.util.List",
                "Parameters.input has a parameter with @BillingInput but no costBy");
    }

    static final class Length implements CostFunction<CharSequence> {
        @Override
        public long cost(CharSequence input) {
            return input.length();
        }
    }

    static final class Answer implements UsageMeter<String, String> {
        @Override
        public long cost(String input) {
            return 1;
        }

        @Override
        public long actual(String input, String result) {
            return result.length();
        }
    }

    record Configured(long each) implements CostFunction<String> {
        @Override
        public long cost(String input) {
            return each;
        }
    }

    interface Functions {
        @TrackUsage(value = "LLM", cost = 1, costBy = Length.class)
        void both(String input);

        @TrackUsage(value = "LLM", costBy = Length.class)
        void units(String input, @BillingUnits int units);

        @TrackUsage(value = "LLM", costBy = Length.class)
        void ambiguous(String one, String other);

        @TrackUsage(value = "LLM", costBy = Length.class)
        void nothing(int number);

        @TrackUsage(value = "LLM", costBy = Length.class)
        void marked(@BillingInput int number);

        @TrackUsage(value = "LLM", costBy = Answer.class)
        Integer result(String input);

        @TrackUsage(value = "LLM", costBy = Answer.class)
        void noResult(String input);

        @TrackUsage(value = "LLM", costBy = Answer.class)
        CompletionStage<Integer> stage(String input);

        @TrackUsage(value = "LLM", costBy = Configured.class)
        void notGiven(String input);
    }

    @Test
    void costFunctionsThatDoNotFitAreMistakes() {
        wrong(
                Functions.class,
                "9 mistakes",
                "Functions.both has costBy beside cost",
                "Functions.units has costBy beside cost",
                "Functions.ambiguous has 2 parameters that Length can take",
                "mark one with @BillingInput",
                "Functions.nothing has 0 parameters that Length can take, a java.lang.CharSequence",
                "Functions.marked has @BillingInput on parameter 0, a int; it must be a java.lang.CharSequence",
                "Functions.result gives a java.lang.Integer, which Answer cannot take: it takes a java.lang.String",
                "Functions.noResult gives a java.lang.Void",
                "Functions.stage gives a java.lang.Integer",
                "Functions.notGiven is charged by " + Configured.class.getName(),
                "builder.costFunction");
    }

    interface Results {
        @TrackUsage("MAIL")
        Future<String> future();

        @TrackUsage("MAIL")
        Flow.Publisher<String> publisher();

        @TrackUsage("MAIL")
        IntStream numbers();

        @TrackUsage("MAIL")
        ListIterator<String> list();

        @TrackUsage("MAIL")
        CompletionStage<Stream<String>> later();

        @TrackUsage(value = "MAIL", perElement = true)
        String one();
    }

    @Test
    void resultsWhoseEndNobodyWouldNoticeAreMistakes() {
        wrong(
                Results.class,
                "6 mistakes",
                "Results.future returns a java.util.concurrent.Future, whose end nobody would notice",
                "Results.publisher",
                "Results.numbers returns a java.util.stream.IntStream",
                "Results.list returns a java.util.ListIterator",
                "Results.later returns a stage of a stream",
                "Results.one is charged by element and returns no array");
    }

    static class Hidden implements Plain {
        @Override
        public void work() {
            secret();
            helper();
            other();
        }

        @TrackUsage("MAIL")
        private void secret() {}

        @TrackUsage("MAIL")
        static void helper() {}

        @TrackUsage("MAIL")
        public final void other() {}
    }

    @Test
    void annotatedMethodsThatNoProxySeesAreMistakes() {
        wrong(
                Hidden.class,
                "3 mistakes",
                "Hidden.secret has @TrackUsage and is private",
                "Hidden.helper has @TrackUsage and is static",
                "Hidden.other has @TrackUsage and is final");
        wrong(Plain.class, new Hidden(), "Hidden.secret", "Hidden.helper", "Hidden.other", "not a method of Plain");
        assertThatThrownBy(() -> host.billing.tracking().create(Hidden.class))
                .hasMessageContainingAll("Hidden.secret", "Hidden.helper", "Hidden.other");
    }

    static final class Sealed {
        @TrackUsage("MAIL")
        public void work() {}
    }

    @Test
    void aFinalClassWithoutAnInterfaceIsAMistake() {
        wrong(Sealed.class, "Sealed.work has @TrackUsage in a final class");
        assertThatThrownBy(() -> host.billing.tracking().subclass(Sealed.class)).hasMessageContaining("final");
    }

    interface Mailer {
        @TrackUsage("MAIL")
        void send(String to);

        void sendAll(List<String> to);
    }

    static class Loop implements Mailer {
        @Override
        public void send(String to) {}

        @Override
        public void sendAll(List<String> to) {
            for (String one : to) {
                send(one);
            }
        }
    }

    static class Lambda extends Loop {
        @Override
        public void sendAll(List<String> to) {
            to.forEach(one -> {
                if (!one.isBlank()) {
                    send(one);
                }
            });
        }
    }

    static class Reference implements Mailer {
        @Override
        public void send(String to) {}

        @Override
        public void sendAll(List<String> to) {
            Consumer<String> each = this::send;
            switch (to.size()) {
                case 0 -> {}
                case 1 -> each.accept(to.get(0));
                case 2, 700, 9000 -> throw new IllegalArgumentException(to.toString());
                default -> to.forEach(each);
            }
        }
    }

    static class Delegating implements Mailer {
        private final Mailer other = new Loop();

        @Override
        public void send(String to) {
            other.send(to);
        }

        @Override
        public void sendAll(List<String> to) {
            other.sendAll(to);
        }
    }

    static class Recursive implements Mailer {
        @Override
        public void send(String to) {
            if (!to.isEmpty()) {
                send(to.substring(1));
            }
        }

        @Override
        public void sendAll(List<String> to) {}
    }

    @Test
    void selfCallsPastAProxyAreMistakes() {
        wrong(Mailer.class, new Loop(), "Mailer.send is called by Loop.sendAll on the same class, past the proxy");
        wrong(Mailer.class, new Lambda(), "Mailer.send is called by Lambda.sendAll");
        wrong(Mailer.class, new Reference(), "Mailer.send is called by Reference.sendAll");
        wrong(Loop.class, "Mailer.send is called by Loop.sendAll");
    }

    @Test
    void callsOfADelegateAndOfItselfAreNoSelfCallsPastTheProxy() {
        assertThatCode(() -> host.billing.trackUsage(Mailer.class, new Delegating()))
                .doesNotThrowAnyException();
        assertThatCode(() -> host.billing.tracking().scan(Recursive.class, Delegating.class, Mailer.class))
                .doesNotThrowAnyException();
    }

    interface Says {
        @TrackUsage("MAIL")
        void work();
    }

    static class Contradicts implements Says {
        @Override
        @TrackUsage("ROW")
        public void work() {}
    }

    @Test
    void differentAnnotationsOfOneMethodAreAMistake() {
        wrong(Says.class, new Contradicts(), "Says.work has different @TrackUsage annotations");
    }

    @Test
    void nothingToTrackIsAMistake() {
        wrong(Plain.class, () -> {}, "@TrackUsage");
        wrong(Plain.class, "@TrackUsage");
    }

    @Test
    void aClassIsNotAnInterface() {
        wrong(Loop.class, new Loop(), "is not an interface", "tracking().create");
        assertThatThrownBy(() -> host.billing.tracking().create(Plain.class)).hasMessageContaining("trackUsage");
    }

    @Test
    void nobodyToChargeIsAMistake() {
        BillingService homeless = host.service(host.store, null, Map.of());
        assertThatThrownBy(() -> homeless.trackUsage(Says.class, () -> {}))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("Says.work has nobody to charge")
                .hasMessageContaining("tenantResolver")
                .hasMessageContaining("@BillingTenant");
    }

    interface Other {
        @TrackUsage("MAIL")
        void other();
    }

    static class Both implements Says, Other {
        @Override
        public void work() {}

        @Override
        @TrackUsage("MAIL")
        public void other() {}
    }

    @Test
    void aMethodOfAnotherInterfaceOfTheTargetIsNoMistake() {
        Both both = new Both();
        host.billing.trackUsage(Says.class, both).work();
        host.billing.trackUsage(Other.class, both).other();
        host.credits(90, 0);
        assertThatCode(() -> host.billing.tracking().scan(Both.class)).doesNotThrowAnyException();
        assertThat(both).isNotNull();
    }
}
