// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.track;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.track.UsageTracking;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Calls of an object that does nothing: by itself, and through a proxy that charges one of its methods. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrackedCalls {
    private static final String FEATURE = "GENERATE_CAMPAIGN";

    private final StubBilling billing = new StubBilling();
    private final Service direct = new NothingToDo();
    private final Service proxy = UsageTracking.over(
                    billing, admin(), Catalog.builder().feature(FEATURE, 1).build(), () -> "tenant")
            .proxy(Service.class, direct);

    /** Something that is charged and something that is not. */
    public interface Service {
        /** Charged. */
        @TrackUsage(FEATURE)
        Object charged(Object argument);

        /** Free. */
        Object free(Object argument);
    }

    private static final class NothingToDo implements Service {
        @Override
        public Object charged(Object argument) {
            return argument;
        }

        @Override
        public Object free(Object argument) {
            return argument;
        }
    }

    private static Admin admin() {
        return (Admin) Proxy.newProxyInstance(
                TrackedCalls.class.getClassLoader(), new Class<?>[] {Admin.class}, (stub, method, arguments) -> {
                    throw new UnsupportedOperationException(method + " is not part of a tracked call");
                });
    }

    /** No proxy. */
    @Benchmark
    public Object direct() {
        return direct.free(this);
    }

    /** The proxy's method without an annotation. */
    @Benchmark
    public Object bare() {
        return proxy.free(this);
    }

    /** The proxy's method with an annotation: a hold before, a capture after. */
    @Benchmark
    public Object tracked() {
        return proxy.charged(this);
    }

    /** Fails when a hold was not captured. */
    @TearDown
    public void verify() {
        billing.verify();
    }

    long charged() {
        return billing.charged();
    }
}
