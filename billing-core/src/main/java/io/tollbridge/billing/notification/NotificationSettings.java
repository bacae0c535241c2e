// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How notifications are delivered. Without a sender they are only kept, to be read through {@link Notifications}.
 * Immutable; each method returns new settings.
 *
 * @param senders one for each channel
 * @param preferences what tenants want; everything by default
 */
public record NotificationSettings(List<NotificationSender> senders, NotificationPreferences preferences) {
    /** No senders. */
    public static final NotificationSettings DEFAULT = new NotificationSettings(List.of(), NotificationPreferences.ALL);

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,30}");
    private static final int MOST = 8;

    public NotificationSettings {
        senders = List.copyOf(senders);
        Set<String> names = new HashSet<>();
        for (NotificationSender sender : senders) {
            if (!NAME.matcher(sender.channel()).matches() || !names.add(sender.channel())) {
                throw new InvalidArgumentException(
                        ErrorCode.ARGUMENT_INVALID,
                        "each notification sender needs a channel of its own of 1 to 30 lower-case letters, digits and"
                                + " hyphens, unlike \"" + sender.channel() + "\"");
            }
        }
        if (senders.size() > MOST) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "there can be " + MOST + " notification senders at most, not " + senders.size());
        }
    }

    /** With one more sender. */
    public NotificationSettings sender(NotificationSender sender) {
        return new NotificationSettings(
                Stream.concat(senders.stream(), Stream.of(sender)).toList(), preferences);
    }

    /** With the tenants' preferences. */
    public NotificationSettings preferences(NotificationPreferences wanted) {
        return new NotificationSettings(senders, wanted);
    }
}
