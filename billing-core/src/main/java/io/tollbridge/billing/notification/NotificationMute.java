// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.regex.Pattern;

/**
 * Something that a tenant does not want to be told: a kind, everywhere or over one channel.
 *
 * @param kind the kind, which must not be {@link Notification.Kind#locked() locked} or for operators
 * @param channel the channel's name, empty text for everywhere
 */
public record NotificationMute(Notification.Kind kind, String channel) {
    private static final String EVERYWHERE = "";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{0,30}");

    /**
     * Checks that a tenant has the choice.
     *
     * @throws InvalidArgumentException when it has not, or when no channel can be named so
     */
    public NotificationMute {
        if (kind.locked()) {
            throw invalid("notifications of kind " + kind + " cannot be muted: money or access is at stake");
        }
        if (kind.forOperators()) {
            throw invalid("notifications of kind " + kind + " go to operators; a tenant has no choice about them");
        }
        if (!NAME.matcher(channel).matches()) {
            throw invalid("a channel has a name of 1 to 30 lower-case letters, digits and hyphens, unlike \"" + channel
                    + "\"");
        }
        if (kind == Notification.Kind.USAGE_THRESHOLD && channel.isEmpty()) {
            throw invalid("usage thresholds are muted one by one: notifications().muteThresholds(tenant, Set.of(75, 90,"
                    + " 100)) mutes all of them everywhere");
        }
    }

    private static InvalidArgumentException invalid(String message) {
        return new InvalidArgumentException(ErrorCode.ARGUMENT_INVALID, message);
    }

    /** A kind that is not to be told at all: it is recorded as {@code SUPPRESSED} when it happens. */
    public static NotificationMute of(Notification.Kind kind) {
        return new NotificationMute(kind, EVERYWHERE);
    }

    /** A kind that is not to be sent over one channel; it still appears in {@link Notifications#list}. */
    public static NotificationMute of(Notification.Kind kind, String channel) {
        return new NotificationMute(kind, channel);
    }

    /** True when it holds for every channel. */
    public boolean everywhere() {
        return channel.isEmpty();
    }
}
