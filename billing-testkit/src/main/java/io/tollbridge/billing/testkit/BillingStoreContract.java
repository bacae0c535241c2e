// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.spi.BillingStore;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link BillingStore} has to keep, as JUnit tests. A store binds it in a few lines:
 *
 * <pre>{@code
 * class MyStoreTest extends BillingStoreContract {
 *     @Override
 *     protected BillingStore newStore() {
 *         return new MyStore(emptyDatabase());
 *     }
 * }
 * }</pre>
 *
 * <p>Each part of the contract is a class of its own and can be bound alone. The tests are final: a store cannot weaken
 * them. They compare exactly, on texts that careless collations take for equal, and need a store whose transactions run
 * in parallel with at least eight connections. Stores on JDBC have two more: {@link HostTransactionContract} and
 * {@link ConnectionFaultContract}.
 */
public abstract class BillingStoreContract {
    /** For subclasses. */
    protected BillingStoreContract() {}

    /** A store without any rows; called before each test. The store is closed after the test. */
    protected abstract BillingStore newStore();

    @Nested
    final class Accounts extends AccountStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Subscriptions extends SubscriptionStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Grants extends GrantStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Ledger extends LedgerStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Usage extends UsageStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Links extends LinkStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Customers extends CustomerStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Purchases extends PurchaseStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Inbox extends InboxStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class InboxClaims extends InboxClaimStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Outbox extends OutboxStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Preferences extends PreferenceStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Tenants extends TenantStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Transactions extends TransactionStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }

    @Nested
    final class Snapshots extends SnapshotStoreContract {
        @Override
        protected BillingStore newStore() {
            return BillingStoreContract.this.newStore();
        }
    }
}
