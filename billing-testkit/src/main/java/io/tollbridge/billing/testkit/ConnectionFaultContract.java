// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.spi.AccountChange.SilentOperation;
import io.tollbridge.billing.spi.BillingStore;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a store on a JDBC data source says and leaves behind when a connection fails: all or nothing, and never "nothing
 * was written" about what was.
 */
public abstract class ConnectionFaultContract extends StoreContract {
    private static final int MOST_STATEMENTS = 200;

    private @Nullable FaultInjectingDataSource faults;
    private int writes;

    /** For subclasses. */
    protected ConnectionFaultContract() {}

    /** A data source that leads to a place of its own, with no table in it. */
    protected abstract DataSource newDataSource();

    /** A store that has made its tables on the given data source. */
    protected abstract BillingStore newStore(DataSource dataSource);

    @Override
    protected final BillingStore newStore() {
        faults = FaultInjectingDataSource.around(newDataSource());
        return newStore(faults);
    }

    private FaultInjectingDataSource faults() {
        return requireNonNull(faults, "made with the store");
    }

    /** A write that touches every table of a tenant. */
    private Account writeEverything() {
        writes++;
        return write(
                "acme",
                change -> change.lot(5)
                        .dueAt(Samples.T0)
                        .hold(Samples.hold("k:hold " + writes, Samples.T0))
                        .usage(Samples.use(Samples.DAY, "LLM", 1))
                        .tell(Samples.renewed("key " + writes, Samples.T0))
                        .silent(new SilentOperation("k:silent " + writes, 1, 5, Samples.T0)));
    }

    private static BillingStoreException failureOf(ThrowingCallable call) {
        return assertThatExceptionOfType(BillingStoreException.class)
                .isThrownBy(call)
                .actual();
    }

    @Test
    final void aConnectionThatCannotBeHadIsUnavailable() {
        writeEverything();
        Everything before = everything("acme");
        faults().breakAt(ConnectionFault.CONNECT, 1);
        assertThat(failureOf(this::writeEverything).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        faults().breakAt(ConnectionFault.CONNECT, 1);
        assertThat(failureOf(() -> account("acme")).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        faults().breakAt(ConnectionFault.CONNECT, 1);
        assertThat(failureOf(() -> store().inbox().list(null, 1)).code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(everything("acme")).isEqualTo(before);
    }

    @Test
    final void aConnectionThatIsLostAtAnyStatementLeavesNothingAndMayBeTriedAgain() {
        writeEverything();
        int survived = 0;
        for (int nth = 1; survived == 0; nth++) {
            assertThat(nth).as("statements of one write").isLessThan(MOST_STATEMENTS);
            Everything before = everything("acme");
            long struck = faults().struck();
            faults().breakAt(ConnectionFault.STATEMENT, nth);
            try {
                writeEverything();
                survived++;
            } catch (BillingStoreException failure) {
                assertThat(faults().struck()).isEqualTo(struck + 1);
                assertRetryable(failure, nth);
                assertThat(everything("acme")).as("lost at statement %s", nth).isEqualTo(before);
            }
            faults().heal();
        }
        assertThat(faults().struck()).isPositive();
        assertThat(account("acme").bundleCredits()).isEqualTo(10);
    }

    @Test
    final void aReadThatLosesItsConnectionMayBeTriedAgain() {
        writeEverything();
        Everything before = everything("acme");
        boolean struck = true;
        for (int nth = 1; struck; nth++) {
            assertThat(nth).as("statements of one read").isLessThan(MOST_STATEMENTS);
            long struckBefore = faults().struck();
            faults().breakAt(ConnectionFault.STATEMENT, nth);
            try {
                assertThat(everything("acme")).isEqualTo(before);
            } catch (BillingStoreException failure) {
                assertRetryable(failure, nth);
            }
            faults().heal();
            struck = faults().struck() > struckBefore;
        }
        assertThat(everything("acme")).isEqualTo(before);
    }

    private static void assertRetryable(BillingStoreException failure, int nth) {
        assertThat(failure.code())
                .as("lost at statement %s", nth)
                .isIn(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_CONTENTION);
    }

    @Test
    final void anOutcomeIsUnknownWhenTheConnectionIsLostBeforeTheCommit() {
        writeEverything();
        Everything before = everything("acme");
        faults().breakAt(ConnectionFault.BEFORE_COMMIT, 1);
        assertThat(failureOf(this::writeEverything).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(everything("acme")).isEqualTo(before);
    }

    @Test
    final void anOutcomeIsUnknownWhenTheConnectionIsLostAfterTheCommit() {
        writeEverything();
        faults().breakAt(ConnectionFault.AFTER_COMMIT, 1);
        assertThat(failureOf(this::writeEverything).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(account("acme").bundleCredits()).isEqualTo(10);
        assertThat(ledger("acme")).hasSize(2);
    }

    @Test
    final void aCommitThatTheDatabaseRefusesIsContention() {
        writeEverything();
        Everything before = everything("acme");
        faults().breakAt(ConnectionFault.COMMIT_REFUSED, 1);
        assertThat(failureOf(this::writeEverything).code()).isEqualTo(ErrorCode.STORE_CONTENTION);
        assertThat(everything("acme")).isEqualTo(before);
    }

    @Test
    final void anEventIsStoredOnceWhateverHappensToTheAnswer() {
        faults().breakAt(ConnectionFault.AFTER_COMMIT, 1);
        assertThat(failureOf(() -> store().inbox().insert(Samples.event("evt_1"), Samples.T0, null))
                        .code())
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(store().inbox().insert(Samples.event("evt_1"), Samples.T0, null))
                .isFalse();
        faults().breakAt(ConnectionFault.BEFORE_COMMIT, 1);
        assertThat(failureOf(() -> store().inbox().insert(Samples.event("evt_2"), Samples.T0, null))
                        .code())
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(store().inbox().insert(Samples.event("evt_2"), Samples.T0, null))
                .isTrue();
    }

    @Test
    final void worksAgainWhenTheDatabaseComesBack() {
        writeEverything();
        faults().goDown();
        for (int i = 0; i < 20; i++) {
            assertThat(failureOf(this::writeEverything).retryable()).isTrue();
        }
        faults().heal();
        writeEverything();
        assertThat(account("acme").bundleCredits()).isEqualTo(10);
    }
}
