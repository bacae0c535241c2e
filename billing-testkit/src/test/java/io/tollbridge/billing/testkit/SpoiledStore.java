// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookInbox;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store with one thing wrong. */
class SpoiledStore implements BillingStore {
    private final BillingStore sound;
    private final String method;
    private final Spoiler spoiler;

    /**
     * A store that does one method of its transactions, readers or inbox wrongly.
     *
     * @param method its name
     * @param spoiler what it does instead
     */
    SpoiledStore(BillingStore sound, String method, Spoiler spoiler) {
        this.sound = sound;
        this.method = method;
        this.spoiler = spoiler;
    }

    /** What a method does instead. */
    interface Spoiler {
        @Nullable
        Object call(@Nullable Object[] arguments, Real real) throws Throwable;
    }

    /** The method as it should be. */
    interface Real {
        @Nullable
        Object call(@Nullable Object... arguments) throws Throwable;
    }

    @Override
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        return sound.inTransaction(transaction -> work.apply(spoiled(StoreTransaction.class, transaction)));
    }

    @Override
    public <T> T inTransaction(Connection connection, Function<StoreTransaction, T> work) {
        return sound.inTransaction(connection, work);
    }

    @Override
    public <T> T read(Function<StoreReader, T> work) {
        return sound.read(reader -> work.apply(spoiled(StoreReader.class, reader)));
    }

    @Override
    public Optional<SnapshotWriter> snapshotWriter() {
        return sound.snapshotWriter().map(writer -> spoiled(SnapshotWriter.class, writer));
    }

    @Override
    public WebhookInbox inbox() {
        return spoiled(WebhookInbox.class, sound.inbox());
    }

    @Override
    public void publish(Catalog catalog) {
        sound.publish(catalog);
    }

    @Override
    public void close() {
        sound.close();
    }

    private <S> S spoiled(Class<S> type, S real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    Real asItShouldBe = changed -> {
                        try {
                            return called.invoke(real, changed);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getTargetException();
                        }
                    };
                    return called.getName().equals(method)
                            ? spoiler.call(arguments, asItShouldBe)
                            : asItShouldBe.call(arguments);
                }));
    }
}
