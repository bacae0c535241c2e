// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.account.Thresholds;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.notification.Notifications;
import io.tollbridge.billing.spi.BillingStore;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What was told, and what tenants do not want to be told. */
final class DefaultNotifications implements Notifications {
    /** The tenant id under which notifications about the whole installation are kept; no tenant can have it. */
    static final String INSTALLATION = "";

    private final BillingStore store;
    private final CommandExecutor executor;

    DefaultNotifications(BillingStore store, CommandExecutor executor) {
        this.store = store;
        this.executor = executor;
    }

    @Override
    public List<Notification> list(String tenantId, int limit) {
        Arguments.tenant(tenantId);
        return newest(tenantId, limit);
    }

    @Override
    public List<Notification> forOperators(int limit) {
        return newest(INSTALLATION, limit);
    }

    private List<Notification> newest(String tenantId, int limit) {
        int most = PageLimit.checked(limit);
        return store.read(reader -> reader.notifications(tenantId, most));
    }

    @Override
    public void muteThresholds(String tenantId, Set<Integer> percents) {
        Arguments.tenant(tenantId);
        int bits = Thresholds.bits(percents);
        Answers.decided(tenantId, executor.execute(new TenantCommand.Mute(tenantId, bits)));
    }

    @Override
    public Set<Integer> mutedThresholds(String tenantId) {
        Arguments.tenant(tenantId);
        int bits = store.read(reader -> reader.account(tenantId)).mutedThresholds();
        return new TreeSet<>(Thresholds.percents(bits));
    }

    @Override
    public void mute(String tenantId, NotificationMute mute) {
        choose(tenantId, mute, true);
    }

    @Override
    public void unmute(String tenantId, NotificationMute mute) {
        choose(tenantId, mute, false);
    }

    /** The account's lock keeps the wish in order with what is told meanwhile, and an erasure from missing it. */
    private void choose(String tenantId, NotificationMute mute, boolean muted) {
        Arguments.tenant(tenantId);
        executor.inTransaction(transaction -> {
            List<CommandResult> results =
                    executor.execute(transaction, List.of(new TenantCommand.Prefer(tenantId, muted)));
            Answers.decided(tenantId, results.get(0));
            transaction.mute(tenantId, mute, muted);
            return mute;
        });
    }

    @Override
    public Set<NotificationMute> mutes(String tenantId) {
        Arguments.tenant(tenantId);
        return store.read(reader -> reader.mutes(tenantId));
    }
}
