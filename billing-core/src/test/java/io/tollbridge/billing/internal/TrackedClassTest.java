// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.UsageTracking;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrackedClassTest {
    private final TrackedHost host = new TrackedHost();

    static class Reports {
        private final String prefix;

        Reports(String prefix) {
            this.prefix = prefix;
        }

        Reports(int number) {
            this("report " + number);
        }

        @TrackUsage("MAIL")
        public String write(String about) throws IOException {
            if (about.isEmpty()) {
                throw new IOException("about nothing");
            }
            return prefix + " on " + about;
        }

        public List<String> writeAll(List<String> about) throws IOException {
            List<String> written = new ArrayList<>();
            for (String one : about) {
                written.add(write(one));
            }
            return written;
        }

        @TrackUsage("ROW")
        int rows(@BillingUnits int... numbers) {
            return numbers.length;
        }

        @TrackUsage("ROW")
        protected void guarded(@BillingKey String key) {}

        public String free() {
            return "free";
        }
    }

    private final Reports reports = host.billing.tracking().create(Reports.class, "report");

    @Test
    void methodsOfTheSubclassAreCharged() throws IOException {
        assertThat(reports.write("tolls")).isEqualTo("report on tolls");
        host.credits(95, 0);
        assertThat(reports.rows(1, 2, 3)).isEqualTo(3);
        host.credits(89, 0);
        reports.guarded("k");
        reports.guarded("k");
        host.credits(87, 0);
        assertThat(reports.free()).isEqualTo("free");
        host.credits(87, 0);
    }

    @Test
    void selfCallsOfTheSubclassAreCharged() throws IOException {
        assertThat(reports.writeAll(List.of("a", "b", "c"))).hasSize(3);
        host.credits(85, 0);
    }

    @Test
    void checkedExceptionsAndRefusalsPassUnchanged() {
        assertThatThrownBy(() -> reports.write(""))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("about nothing");
        host.credits(100, 0);
        host.billing.deductCredits(TrackedHost.T, 97);
        assertThatThrownBy(() -> reports.write("x")).isExactlyInstanceOf(InsufficientCreditsException.class);
    }

    @Test
    void theConstructorIsTheOneThatTakesTheArguments() throws IOException {
        assertThat(host.billing.tracking().create(Reports.class, 7).write("x")).isEqualTo("report 7 on x");
        assertThatThrownBy(() -> host.billing.tracking().create(Reports.class))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("0 constructors");
    }

    static class Failing {
        Failing() throws IOException {
            throw new IOException("no disk");
        }

        @TrackUsage("MAIL")
        void work() {}
    }

    @Test
    void aConstructorThatFailsIsTold() {
        assertThatThrownBy(() -> host.billing.tracking().create(Failing.class))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("Failing")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aClassIsExtendedOnceForEachService() {
        assertThat(host.billing.tracking().subclass(Reports.class)).isSameAs(reports.getClass());
        assertThat(new TrackedHost().billing.tracking().subclass(Reports.class)).isNotSameAs(reports.getClass());
    }

    @Test
    void aContainerMayMakeTheInstances() throws Exception {
        Class<? extends Reports> type = host.billing.tracking().subclass(Reports.class);
        Constructor<? extends Reports> constructor = type.getDeclaredConstructor(String.class);
        constructor.setAccessible(true);
        assertThat(constructor.newInstance("made").write("x")).isEqualTo("made on x");
        host.credits(95, 0);
    }

    interface Source<A> {
        @TrackUsage("MAIL")
        A load(A key);
    }

    static class Generic implements Source<String> {
        @Override
        public String load(String key) {
            return key;
        }
    }

    @Test
    void genericMethodsAreChargedOnceThroughTheirBridge() {
        Generic generic = host.billing.tracking().create(Generic.class);
        Source<String> source = generic;
        assertThat(source.load("x")).isEqualTo("x");
        host.credits(95, 0);
        assertThat(generic.load("y")).isEqualTo("y");
        host.credits(90, 0);
    }

    interface Greeting {
        @TrackUsage("MAIL")
        default String greet() {
            return "hello";
        }
    }

    static class Polite implements Greeting {}

    @Test
    void defaultMethodsThatAClassInheritsAreCharged() {
        assertThat(host.billing.tracking().create(Polite.class).greet()).isEqualTo("hello");
        host.credits(95, 0);
    }

    static class Inherited extends Reports {
        Inherited() {
            super("inherited");
        }
    }

    @Test
    void inheritedMethodsAreCharged() throws IOException {
        assertThat(host.billing.tracking().create(Inherited.class).write("x")).isEqualTo("inherited on x");
        host.credits(95, 0);
    }

    static final class Seam {
        private Seam() {}

        /** Called by reflection in a class loader without Byte Buddy. */
        static void subclassWithoutByteBuddy() {
            TrackedHost host = new TrackedHost();
            UsageTracking tracking = host.billing.tracking();
            Object ignored = tracking.subclass(Failing.class);
        }
    }

    @Test
    void withoutByteBuddyTheErrorNamesTheDependency() throws Exception {
        ClassLoader without = new WithoutByteBuddy(TrackedClassTest.class.getClassLoader());
        var seam = Class.forName(Seam.class.getName(), true, without).getDeclaredMethod("subclassWithoutByteBuddy");
        seam.setAccessible(true);
        assertThatThrownBy(() -> seam.invoke(null))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessageContaining("needs Byte Buddy: add net.bytebuddy:byte-buddy");
    }

    /** Loads our classes anew and finds no Byte Buddy. */
    private static final class WithoutByteBuddy extends ClassLoader {
        WithoutByteBuddy(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("net.bytebuddy.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.tollbridge.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? defineAnew(name) : known;
        }

        private Class<?> defineAnew(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
