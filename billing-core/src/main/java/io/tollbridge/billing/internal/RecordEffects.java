// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Attributed;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a record would change, by carrying its commands out in a transaction that is rolled back; and carries
 * them out for good. Thread-safe.
 */
final class RecordEffects {
    private static final Logger log = LoggerFactory.getLogger(RecordEffects.class);

    private final CommandExecutor executor;
    private final WebhookHandling handling;

    RecordEffects(CommandExecutor executor, WebhookHandling handling) {
        this.executor = executor;
        this.handling = handling;
    }

    /** What the handlers make of an event that tells of a record. */
    HandlerResult read(WebhookEvent telling) {
        try {
            return handling.ask(telling);
        } catch (GatewayException away) {
            // why thrown: handlers of payments ask the payment service, which may answer later
            throw away;
        } catch (RuntimeException failure) {
            log.warn("The handler failed on {}", telling, failure);
            return HandlerResult.quarantine(
                    "the handler failed: " + failure.getClass().getName());
        }
    }

    /** What it would change. */
    RecordEffect trial(HandlerResult read) {
        if (!(read instanceof HandlerResult.Apply apply) || apply.commands().isEmpty()) {
            return RecordEffect.of(read);
        }
        try {
            // why: what time alone brings about is no difference between here and there
            apply.commands().stream()
                    .map(Command::tenantId)
                    .distinct()
                    .forEach(tenant -> executor.execute(new Command.Settle(tenant)));
            return executor.inTransaction(transaction -> {
                throw new Trial(carryOut(transaction, apply, Attribution.NONE));
            });
        } catch (Trial trial) {
            return trial.effect;
        } catch (RuntimeException failure) {
            return failed(failure);
        }
    }

    /** What is wrong with one record must not hide what is wrong with the others. */
    private static RecordEffect failed(RuntimeException failure) {
        if (failure instanceof BillingException known && (known.retryable() || known.code() == ErrorCode.CLOSED)) {
            throw failure;
        }
        log.error("A record could not be compared", failure);
        return new RecordEffect.Doubtful(
                "carrying it out failed: " + failure.getClass().getName());
    }

    /** Carries it out, in one transaction, and says who wanted it. */
    RecordEffect repair(HandlerResult read, Attribution by) {
        if (!(read instanceof HandlerResult.Apply apply) || apply.commands().isEmpty()) {
            return RecordEffect.of(read);
        }
        try {
            return executor.inTransaction(transaction -> {
                RecordEffect effect = carryOut(transaction, apply, by);
                if (effect instanceof RecordEffect.Change) {
                    return effect;
                }
                throw new Trial(effect);
            });
        } catch (Trial refused) {
            return refused.effect;
        } catch (RuntimeException failure) {
            return failed(failure);
        }
    }

    private RecordEffect carryOut(StoreTransaction transaction, HandlerResult.Apply apply, Attribution by) {
        List<String> steps = new ArrayList<>();
        String tenantId = apply.commands().get(0).tenantId();
        TenantLink link = apply.link();
        if (link != null) {
            Optional<TenantLink> conflict = transaction.link(link);
            if (conflict.isPresent()) {
                return new RecordEffect.Refused(
                        tenantId,
                        ErrorCode.CUSTOMER_LINK_CONFLICT,
                        "customer " + link.customerId() + " cannot be linked to tenant " + link.tenantId()
                                + ": customer " + conflict.get().customerId() + " is linked to tenant "
                                + conflict.get().tenantId());
            }
            steps.add("link customer " + link.customerId() + " to tenant " + link.tenantId());
        }
        BatchFold fold = executor.fold(transaction);
        List<Command> commands = apply.commands().stream()
                .<Command>map(command -> new Attributed(command, by))
                .toList();
        for (CommandResult result : fold.execute(commands)) {
            if (result instanceof CommandResult.Decided decided
                    && decided.outcome() instanceof Outcome.Rejected rejected) {
                return new RecordEffect.Refused(tenantId, rejected.code(), rejected.message());
            }
        }
        List<AccountChange> changes = fold.written();
        changes.forEach(change -> ChangeSteps.of(change).forEach(steps::add));
        return new RecordEffect.Change(tenantId, changes, steps);
    }

    /** Rolls the transaction back. */
    private static final class Trial extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient RecordEffect effect;

        Trial(RecordEffect effect) {
            super("tried only", null, false, false);
            this.effect = effect;
        }
    }
}
