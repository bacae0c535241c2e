// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Every scenario suite for one store. */
public abstract class AllScenarios {
    /** For subclasses. */
    protected AllScenarios() {}

    /** So many stores over the same data, which is empty: the nodes of one installation. */
    protected abstract List<BillingStore> newNodes(int count);

    /** When the services share commits; where the store gains by it unless overridden. */
    protected GroupCommit.Use groupCommit() {
        return GroupCommit.DEFAULT.use();
    }

    private BillingStore newStore() {
        return newNodes(1).get(0);
    }

    /** A gateway in test mode that accepts webhooks signed with the secret. */
    protected abstract PaymentGateway newGateway(String webhookSecret);

    @Nested
    @DisplayName("group A: consumption")
    class Consumption extends ConsumptionScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group C: bundle purchase")
    class BundlePurchase extends PurchaseScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group E: auto-purchase")
    class AutoPurchase extends AutoPurchaseScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group E: the last look before a charge")
    class LastLook extends LastLookScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("nodes whose clocks do not agree")
    class ClockSkew extends ClockSkewScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return AllScenarios.this.newNodes(count);
        }
    }

    @Nested
    @DisplayName("group C: pages")
    class Pages extends CheckoutScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return AllScenarios.this.newNodes(count);
        }
    }

    @Nested
    @DisplayName("group E: kill switch")
    class KillSwitch extends KillSwitchScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return AllScenarios.this.newNodes(count);
        }
    }

    @Nested
    @DisplayName("groups C and E: purchases whose node dies")
    class PurchaseFaults extends PurchaseFaultScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return AllScenarios.this.newNodes(count);
        }
    }

    @Nested
    @DisplayName("group G: holds")
    class Hold extends HoldScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group F: thresholds")
    class Threshold extends ThresholdScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("groups B and F: other notifications")
    class Notices extends NotificationScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("group H: operators")
    class Operator extends OperatorScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("groups A, G and H: edges")
    class Edges extends EdgeScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group H: tenants")
    class Tenants extends TenantScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("group B: renewals")
    class Renewal extends RenewalScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("group B: renewals, written in an old API version")
    class RenewalInAnOldVersion extends Renewal {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }

    @Nested
    @DisplayName("group B: yearly plans")
    class Annual extends AnnualScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("group B: yearly plans, written in an old API version")
    class AnnualInAnOldVersion extends Annual {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }

    @Nested
    @DisplayName("group B: statuses and plan changes")
    class Status extends StatusScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("group B: statuses and plan changes, written in an old API version")
    class StatusInAnOldVersion extends Status {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }

    @Nested
    @DisplayName("group B: odd periods and late payments")
    class Period extends PeriodScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("group B: odd periods and late payments, written in an old API version")
    class PeriodInAnOldVersion extends Period {
        @Override
        protected ApiRendering rendering() {
            return ApiRendering.PRE_BASIL_2020_08_27;
        }
    }

    @Nested
    @DisplayName("faults")
    class Faults extends FaultScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newSoundStore() {
            return AllScenarios.this.newStore();
        }

        @Override
        protected PaymentGateway newGateway(String webhookSecret) {
            return AllScenarios.this.newGateway(webhookSecret);
        }
    }

    @Nested
    @DisplayName("faults of each kind of operation")
    class OperationFaults extends OperationFaultScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected BillingStore newSoundStore() {
            return AllScenarios.this.newStore();
        }
    }

    @Nested
    @DisplayName("concurrency")
    class Concurrency extends ConcurrencyScenarios {
        @Override
        protected GroupCommit.Use groupCommit() {
            return AllScenarios.this.groupCommit();
        }

        @Override
        protected List<BillingStore> newNodes(int count) {
            return AllScenarios.this.newNodes(count);
        }
    }
}
