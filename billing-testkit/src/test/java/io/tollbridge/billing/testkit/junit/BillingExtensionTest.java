// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.junit;

import static io.tollbridge.billing.testkit.assertion.BillingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.assertion.TamperedStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class BillingExtensionTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<BillingService> SEEN = new ArrayList<>();

    @RegisterExtension
    final BillingExtension extension = BillingExtension.builder()
            .catalog(Catalog.builder().plan(Plan.monthly("free", 50)).build())
            .begin(BEGIN)
            .build();

    @BeforeEach
    void forget(BillingService billing) {
        SEEN.clear();
        billing.subscriptions().startLocalPlan("acme", "free");
    }

    @Test
    void handsOutThePartsOfOneServiceThatLivesByItsClock(
            BillingService billing, MovableClock clock, BillingStore store, BillingTestbed testbed) {
        assertThat(clock.instant()).isEqualTo(BEGIN);
        assertThat(testbed.billing()).isSameAs(billing);
        assertThat(testbed.store()).isSameAs(store).isInstanceOf(InMemoryBillingStore.class);
        billing.deductCredits("acme", 20);
        assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(30).isOnPlan("free");

        testbed.advance(Duration.ofDays(31));

        assertThat(testbed.clock()).isSameAs(clock);
        assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(50);
        assertThat(testbed.settle()).isZero();
    }

    @Test
    void makesEverythingAnewForEachTestAndClosesItAfterwards() {
        TestExecutionSummary summary = run(TwoTests.class);

        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(SEEN)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(billing -> assertThatThrownBy(() -> billing.getCreditBalance("acme"))
                        .isInstanceOf(BillingException.class));
    }

    @Test
    void failsATestThatLeavesALedgerThatDoesNotAddUp() {
        assertThat(run(Tampering.class).getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException())
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("tenant acme")
                        .hasMessageContaining("RUNNING_BALANCE row 1, off by -7"));
        assertThat(SEEN)
                .singleElement()
                .satisfies(billing -> assertThatThrownBy(() -> billing.getCreditBalance("acme"))
                        .isInstanceOf(BillingException.class));
    }

    @Test
    void leavesLedgersAloneWhenTheCheckIsSwitchedOff() {
        assertThat(run(TamperingUnchecked.class).getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void saysWhatIsMissingWhenATestWantsAStripeThatNobodyGave() {
        assertThat(run(WantsStripe.class).getFailures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.getException()).hasMessageContaining("BillingExtension.builder().gateway("));
    }

    @Test
    void refusesPricesAtStripeWithoutAGateway() {
        BillingExtension.Builder builder = BillingExtension.builder()
                .catalogAtStripe(stripe -> Catalog.builder().build());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gateway");
    }

    private static TestExecutionSummary run(Class<?> tests) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        LauncherFactory.create().execute(request, summary);
        assertThat(summary.getSummary().getTestsStartedCount()).isPositive();
        return summary.getSummary();
    }

    /** Run by the launcher only, like those below. */
    @ExtendWith(BillingExtension.class)
    static final class TwoTests {
        @Test
        void one(BillingService billing) {
            SEEN.add(billing);
            billing.addCredits("acme", 10, CreditType.BUNDLE);
            assertThat(billing.getCreditBalance("acme")).hasBundleCredits(10).hasNoDebt();
        }

        @Test
        void two(BillingService billing) {
            one(billing);
        }
    }

    static final class Tampering {
        @RegisterExtension
        final BillingExtension extension =
                BillingExtension.builder().store(TamperedStore::new).build();

        @Test
        void tampers(BillingService billing, BillingStore store) {
            SEEN.add(billing);
            billing.addCredits("acme", 10, CreditType.BUNDLE);
            ((TamperedStore) store).addToAmount(1, 7);
        }
    }

    static final class TamperingUnchecked {
        @RegisterExtension
        final BillingExtension extension = BillingExtension.builder()
                .store(TamperedStore::new)
                .checkInvariants(false)
                .build();

        @Test
        void tampers(BillingService billing, BillingStore store) {
            billing.addCredits("acme", 10, CreditType.BUNDLE);
            ((TamperedStore) store).addToAmount(1, 7);
        }
    }

    @ExtendWith(BillingExtension.class)
    static final class WantsStripe {
        @Test
        void wants(FakeStripe stripe) {
            assertThat(stripe.apiBase()).isNotBlank();
        }
    }
}
