// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Verifying and exporting walk in pages, whatever the ledger's length and the number of tenants. */
class VerifyAllTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final AccountDecider decider =
            new AccountDecider(Catalog.builder().plan(Plan.monthly("free", 100)).build(), CreditPolicy.DEFAULT);
    private final CommandExecutor executor = new CommandExecutor(store, decider, () -> NOW);
    private final Pages pages = new Pages();
    private final AccountViews views = new AccountViews(
            (BillingStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {BillingStore.class}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("read")) {
                            throw new AssertionError("verifying called " + method);
                        }
                        @SuppressWarnings("unchecked")
                        Function<StoreReader, Object> work = (Function<StoreReader, Object>) arguments[0];
                        pages.snapshots++;
                        return store.read(reader -> work.apply(pages.counting(reader)));
                    }),
            decider,
            executor,
            () -> NOW);

    /** Counts what readers return. */
    private static final class Pages {
        private final Map<String, List<Integer>> sizes = new TreeMap<>();
        private int snapshots;

        StoreReader counting(StoreReader reader) {
            return (StoreReader) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {StoreReader.class}, (proxy, method, arguments) -> {
                        Object result;
                        try {
                            result = method.invoke(reader, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                        if (result instanceof List<?> page) {
                            sizes.computeIfAbsent(method.getName(), name -> new ArrayList<>())
                                    .add(page.size());
                        }
                        return result;
                    });
        }

        @Nullable
        List<Integer> of(String method) {
            return sizes.get(method);
        }
    }

    private static Command lot(String tenant, int number) {
        return new Command.AddLot(
                tenant,
                OperationKey.generated(tenant + number),
                Grant.Source.PURCHASE,
                1,
                null,
                false,
                Attribution.NONE);
    }

    private void lots(String tenant, int count) {
        execute(IntStream.range(0, count).mapToObj(i -> lot(tenant, i)).toList());
    }

    private void execute(List<Command> commands) {
        executor.inTransaction(transaction -> executor.execute(transaction, commands));
    }

    @Test
    void aLongLedgerIsReadInPagesOfAThousandOnOneSnapshot() {
        lots("acme", 2_300);
        assertThat(views.verify("acme").entriesChecked()).isEqualTo(2_300);
        assertThat(pages.of("ledger")).containsExactly(1_000, 1_000, 300);
        assertThat(pages.of("grants")).containsExactly(1_000, 1_000, 300);
        assertThat(pages.snapshots).isOne();
    }

    @Test
    void aLedgerOfWholePagesEndsWithAnEmptyOne() {
        lots("acme", 2_000);
        views.export("acme", ExportFormat.CSV, new StringBuilder());
        assertThat(pages.of("ledger")).containsExactly(1_000, 1_000, 0);
    }

    @Test
    void manyTenantsAreReadInPagesEachOnASnapshotOfItsOwn() {
        execute(IntStream.range(10_000, 11_100)
                .mapToObj(i -> lot("tenant-" + i, 0))
                .toList());
        store.rows().tenant("tenant-10700").ledger.clear();
        List<LedgerVerification> unsound = new ArrayList<>();

        VerificationSummary summary = views.verifyAll(unsound::add);

        assertThat(summary).isEqualTo(new VerificationSummary(1_100, 1_099, 1));
        assertThat(unsound).extracting(LedgerVerification::tenantId).containsExactly("tenant-10700");
        assertThat(pages.of("tenants")).containsExactly(500, 500, 100);
        assertThat(pages.of("ledger")).hasSize(1_100).allMatch(size -> size <= 1);
        assertThat(pages.snapshots).isEqualTo(1_103);
    }
}
