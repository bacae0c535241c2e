// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.PaymentCommand;
import io.tollbridge.billing.internal.DriftCheck.Drift;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.RepairReceipt;
import io.tollbridge.billing.reconcile.RepairReceipt.Result;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookEvent;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a record of the payment service with what is here: it differs when its webhook would change something. So a
 * repair does what the webhook would have done, by the same commands under the same keys.
 */
final class RecordComparison {
    /** What is refused for good, and what will be accepted in its time. */
    private static final Set<ErrorCode> NO_FINDING = EnumSet.of(ErrorCode.TENANT_ERASED, ErrorCode.PERIOD_NOT_PAID);

    private final WebhookSource source;
    private final RecordEffects effects;

    RecordComparison(WebhookSource source, RecordEffects effects) {
        this.source = source;
        this.effects = effects;
    }

    /** What the handlers make of a record; ignored when no event tells of its kind. */
    HandlerResult read(RecordKind kind, String payload, Instant now) {
        Optional<WebhookEvent> telling;
        try {
            telling = source.telling(kind, payload, now);
        } catch (RuntimeException unreadable) {
            return HandlerResult.quarantine("it cannot be read: " + unreadable.getMessage());
        }
        return telling.map(effects::read)
                .orElseGet(() -> HandlerResult.ignore("no event tells of records of kind " + kind));
    }

    /** What differs; empty when nothing does. */
    Optional<Drift> compare(RecordKind kind, String id, HandlerResult read) {
        RecordEffect effect = effects.trial(read);
        if (effect instanceof RecordEffect.Change change) {
            if (change.steps().isEmpty()) {
                return Optional.empty();
            }
            DriftFinding finding = new DriftFinding(
                    kind(kind, change, read),
                    kind,
                    id,
                    change.tenantId(),
                    "what Stripe has on record differs; repairing it would: " + String.join("; ", change.steps()),
                    change.steps());
            return Optional.of(new Drift(finding, by -> repaired(finding, read, by)));
        }
        if (effect instanceof RecordEffect.Ownerless ownerless) {
            return Optional.of(person(DriftKind.CUSTOMER_UNLINKED, kind, id, null, ownerless.why()));
        }
        if (effect instanceof RecordEffect.Doubtful doubtful) {
            return Optional.of(person(DriftKind.NOT_UNDERSTOOD, kind, id, null, doubtful.why()));
        }
        if (effect instanceof RecordEffect.Refused refused && !NO_FINDING.contains(refused.code())) {
            String why = refused.code() + ": " + refused.why();
            return Optional.of(person(DriftKind.REFUSED, kind, id, refused.tenantId(), why));
        }
        return Optional.empty();
    }

    private static DriftKind kind(RecordKind kind, RecordEffect.Change change, HandlerResult read) {
        if (read instanceof HandlerResult.Apply apply
                && apply.commands().stream().anyMatch(RecordComparison::unpaid)) {
            return DriftKind.GRANTED_NOT_PAID;
        }
        if (kind != RecordKind.SUBSCRIPTION) {
            boolean grants =
                    kind == RecordKind.INVOICE || change.changes().stream().anyMatch(ChangeSteps::buys);
            return grants ? DriftKind.PAID_NOT_GRANTED : DriftKind.REVERSAL_MISSING;
        }
        if (change.changes().stream().anyMatch(ChangeSteps::ends)) {
            return DriftKind.SUBSCRIPTION_ENDED;
        }
        return change.changes().stream().anyMatch(ChangeSteps::begins)
                ? DriftKind.SUBSCRIPTION_MISSING
                : DriftKind.SUBSCRIPTION_DIFFERS;
    }

    private static boolean unpaid(Command command) {
        return command instanceof PaymentCommand.SettlePayment payment && payment.unpaid();
    }

    static Drift person(
            DriftKind kind, @Nullable RecordKind record, String subject, @Nullable String tenantId, String message) {
        return new Drift(new DriftFinding(kind, record, subject, tenantId, message, List.of()), null);
    }

    private RepairReceipt repaired(DriftFinding finding, HandlerResult read, Attribution by) {
        RecordEffect effect = effects.repair(read, by);
        if (effect instanceof RecordEffect.Change change) {
            return change.steps().isEmpty()
                    ? new RepairReceipt(finding, Result.NOTHING_LEFT, List.of(), "it does not differ any more")
                    : new RepairReceipt(finding, Result.REPAIRED, change.steps(), "");
        }
        String why = effect instanceof RecordEffect.Refused refused
                ? refused.code() + ": " + refused.why()
                : "it cannot be carried out any more; compare again";
        return new RepairReceipt(finding, Result.NEEDS_A_PERSON, List.of(), why);
    }
}
