// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import java.util.List;
import java.util.Set;

/** What tenants are told, and what they do not want to be told. Thread-safe. */
public interface Notifications {
    /**
     * The tenant's newest notifications, newest first.
     *
     * @param limit 1 to 1,000
     */
    List<Notification> list(String tenantId, int limit);

    /**
     * Chooses which usage thresholds a tenant is not told of, from now on and in every slice. One that is crossed is
     * recorded as {@code SUPPRESSED}; of several crossed at once, the highest that is not muted is delivered. An unknown
     * tenant becomes known, so that the wish is kept.
     *
     * @param percents all that are muted, of 75, 90 and 100; empty to be told everything
     * @throws io.tollbridge.billing.InvalidArgumentException when there is no such threshold
     */
    void muteThresholds(String tenantId, Set<Integer> percents);

    /** The thresholds that the tenant has muted; empty for an unknown one. */
    Set<Integer> mutedThresholds(String tenantId);

    /**
     * Has a tenant not be told of a kind any more: everywhere, then it is recorded as {@code SUPPRESSED} when it happens;
     * or over one channel. Takes effect with what happens from now on and, over a channel, with what is not sent yet. An
     * unknown tenant becomes known. Repeating it changes nothing.
     *
     * @throws io.tollbridge.billing.OperationRejectedException when the tenant was erased
     */
    void mute(String tenantId, NotificationMute mute);

    /** Takes {@link #mute} back. What happened in between stays suppressed. Repeating it changes nothing. */
    void unmute(String tenantId, NotificationMute mute);

    /** What the tenant has muted; empty for an unknown one. Thresholds are told by {@link #mutedThresholds}. */
    Set<NotificationMute> mutes(String tenantId);

    /**
     * The newest notifications about the whole installation, newest first. Those about one tenant, such as
     * {@code DRIFT}, are in its own list.
     *
     * @param limit 1 to 1,000
     */
    List<Notification> forOperators(int limit);
}
