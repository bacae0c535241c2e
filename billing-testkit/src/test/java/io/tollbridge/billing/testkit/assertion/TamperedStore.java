// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A store in memory whose ledger rows somebody can change, as with a database client. */
public final class TamperedStore implements BillingStore {
    private final BillingStore sound = InMemoryBillingStore.create();
    private UnaryOperator<LedgerEntry> change = UnaryOperator.identity();

    /** Changes rows from now on. */
    public void tamper(UnaryOperator<LedgerEntry> withRow) {
        change = withRow;
    }

    /** Changes the amount of one row from now on. */
    public void addToAmount(long seq, long credits) {
        tamper(row -> row.seq() != seq ? row : withAmount(row, row.amount() + credits));
    }

    static LedgerEntry withAmount(LedgerEntry row, long amount) {
        return new LedgerEntry(
                row.seq(),
                row.operationId(),
                row.relatedOperationId(),
                row.type(),
                row.pool(),
                row.grantId(),
                amount,
                row.balanceAfter(),
                row.spendableAfter(),
                row.feature(),
                row.key(),
                row.fingerprint(),
                row.actor(),
                row.reason(),
                row.at(),
                row.hash());
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        return sound.inTransaction(work);
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        return sound.inTransaction(connection, work);
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        return sound.read(reader -> work.apply(tampered(reader)));
    }

    private StoreReader tampered(StoreReader reader) {
        Object proxy = Proxy.newProxyInstance(
                StoreReader.class.getClassLoader(), new Class<?>[] {StoreReader.class}, (self, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(reader, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                    return answer instanceof List<?> rows && method.getName().equals("ledger")
                            ? rows.stream()
                                    .map(row -> change.apply((LedgerEntry) row))
                                    .toList()
                            : answer;
                });
        return (StoreReader) proxy;
    }

    @Override
    public WebhookInbox inbox() {
        return sound.inbox();
    }

    @Override
    public void publish(Catalog catalog) {
        sound.publish(catalog);
    }

    @Override
    public void close() {
        sound.close();
    }
}
