// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import io.tollbridge.billing.spi.BillingStore;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A contract that no store can break proves nothing: each sabotage must be noticed, and a sound store must pass. */
class ContractCanFailTest {
    private static volatile @Nullable Supplier<BillingStore> store;

    static List<Sabotage> sabotages() {
        return Sabotage.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotages")
    void noticesASabotagedStoreAndPassesASoundOne(Sabotage sabotage) {
        assertThat(failures(sabotage.part(), InMemoryBillingStore::create)).isZero();
        assertThat(failures(sabotage.part(), sabotage.store())).isPositive();
    }

    private static long failures(Class<?> part, Supplier<BillingStore> fresh) {
        store = fresh;
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectNestedClass(List.of(Bound.class), part))
                .build();
        LauncherFactory.create().execute(request, summary);
        assertThat(summary.getSummary().getTestsFoundCount()).isGreaterThan(5);
        return summary.getSummary().getTestsFailedCount();
    }

    /** Run by the launcher only. */
    static final class Bound extends BillingStoreContract {
        @Override
        protected BillingStore newStore() {
            return requireNonNull(store).get();
        }
    }
}
