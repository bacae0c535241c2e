// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any interleaving of concurrent operations equals some serial order. */
class SerialOrderTest {
    private static final int THREADS = 12;
    private static final int ROUNDS = 25;
    private static final int HISTORIES = Campaign.FULL ? 200 : 1;

    @Test
    void inMemory() throws Exception {
        for (int i = 0; i < 5 * HISTORIES; i++) {
            BillingStore store = InMemoryBillingStore.create();
            history(Campaign.nodes(List.of(store, store)), Campaign.SEED + i);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void onADatabase(TestDatabase database) throws Exception {
        for (int i = 0; i < HISTORIES; i++) {
            history(Campaign.nodes(database.newNodes(2)), Campaign.SEED + i);
        }
    }

    private static void history(List<BillingService> nodes, long seed) throws InterruptedException {
        String tenant = "acme";
        nodes.get(0).subscriptions().startLocalPlan(tenant, "plan");
        AtomicLong time = new AtomicLong();
        List<Callable<List<SerialCaller.Call>>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            callers.add(new SerialCaller(nodes, time, seed * 1_000 + i, ROUNDS, tenant));
        }
        try {
            List<SerialCaller.Call> calls =
                    Campaign.atOnce(callers).stream().flatMap(List::stream).toList();
            List<LedgerEntry> ledger = ledger(nodes.get(0), tenant);
            List<Told> history =
                    calls.stream().map(call -> placed(call, ledger)).toList();
            assertThat(history).anyMatch(Told::refused).anyMatch(told -> !told.refused());
            new SerialOrder(history, new PlainAccount(Campaign.ALLOWANCE)).check();
            assertThat(nodes.get(1).ledger().verify(tenant).findings()).isEmpty();
        } catch (AssertionError failure) {
            throw new AssertionError("with -Dseed=" + seed + ": " + failure.getMessage(), failure);
        }
    }

    private static Told placed(SerialCaller.Call call, List<LedgerEntry> ledger) {
        Told told = call.told();
        return new Told(
                told.tenant(),
                told.begun(),
                told.answered(),
                call.operation().applyAsLong(ledger),
                told.what(),
                told.requested(),
                told.move(),
                told.answer());
    }

    private static List<LedgerEntry> ledger(BillingService node, String tenant) {
        List<LedgerEntry> rows = new ArrayList<>();
        long after = 0;
        LedgerPage page;
        do {
            page = node.ledger().page(tenant, after, 500);
            rows.addAll(page.entries());
            after = page.nextAfter();
        } while (!page.last());
        return rows;
    }

    private static Told deducted(long begun, long answered, long operation, String answer) {
        return new Told(
                "acme",
                begun,
                answered,
                operation,
                "deduct 10",
                10,
                (account, seq) -> account.deduct(seq, 10, ShortfallPolicy.REFUSE),
                answer);
    }

    private static Told grown(long begun, long answered, long operation, long left) {
        return new Told(
                "acme",
                begun,
                answered,
                operation,
                "grant 1",
                0,
                (account, seq) -> account.growSlice(1),
                "added 1 repaid 0 left " + left);
    }

    private static void check(Told... history) {
        new SerialOrder(List.of(history), new PlainAccount(15)).check();
    }

    @Test
    void wrongAnswersAreNoticed() {
        Told first = deducted(1, 4, 7, "charged 10 0 debt 0 unmet 0 left 5");
        Told refused = deducted(2, 3, 0, "refused with 5");
        check(first, refused);
        assertThatThrownBy(() -> check(deducted(1, 4, 7, "charged 9 1 debt 0 unmet 0 left 5")))
                .as("another split")
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(deducted(5, 6, 7, "charged 10 0 debt 0 unmet 0 left 5"), refused))
                .as("refused before anything was used")
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(first, deducted(5, 6, 0, "refused with 15")))
                .as("a balance of the past")
                .isInstanceOf(AssertionError.class);
        check(grown(3, 4, 9, 17), grown(1, 2, 7, 16));
        assertThatThrownBy(() -> check(grown(1, 2, 9, 17), grown(3, 4, 7, 16)))
                .as("an order against time")
                .isInstanceOf(AssertionError.class);
    }
}
