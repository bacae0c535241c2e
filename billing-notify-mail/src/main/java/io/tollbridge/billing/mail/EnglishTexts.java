// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMessage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Short texts. They name no amounts of money, no links and no personal data. */
final class EnglishTexts {
    private EnglishTexts() {}

    static MailText of(NotificationMessage message) {
        Notification told = message.notification();
        return switch (told.kind()) {
            case USAGE_THRESHOLD ->
                told.threshold() >= 100
                        ? new MailText(
                                "All credits of your plan are used",
                                "All credits of your plan for this period are used.")
                        : new MailText(
                                told.threshold() + "% of your plan's credits are used",
                                told.threshold() + "% of your plan's credits for this period are used.");
            case RENEWED ->
                new MailText("Your credits are renewed", "A new period has begun, and your credits are renewed.");
            case CANCEL_SCHEDULED ->
                new MailText(
                        "Your subscription will end",
                        "Your subscription will not be renewed. You can use your credits until it ends.");
            case PAYMENT_FAILED ->
                new MailText(
                        "Your payment needs your attention",
                        "We could not collect the payment for your subscription. Please check your payment method."
                                + also(told.detail()));
            case TRIAL_ENDING -> new MailText("Your trial ends soon", "Your trial ends soon." + also(told.detail()));
            case DISPUTE ->
                new MailText(
                        "A payment is disputed",
                        "A payment was disputed. The credits that were bought with it cannot be used for now."
                                + also(told.detail()));
            case DRIFT ->
                new MailText(
                        "The ledger of " + message.subject() + " does not add up",
                        "What was found:" + also(told.detail()));
            case WEBHOOK_TROUBLE -> new MailText("Webhooks need attention", "What was found:" + also(told.detail()));
            default -> other(told);
        };
    }

    /** A kind that these texts do not know: its name in words. */
    static MailText other(Notification told) {
        String words = told.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String line = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return new MailText(line, line + "." + also(told.detail()));
    }

    private static String also(@Nullable String detail) {
        return detail == null ? "" : "\n\n" + detail;
    }
}
