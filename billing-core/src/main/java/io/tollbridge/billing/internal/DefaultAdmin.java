// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Erasure;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.track.internal.CallContext;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Operators' commands; refuses those without actor and reason. */
final class DefaultAdmin implements Admin {
    private final CommandFactory commands;
    private final CommandExecutor executor;
    private final BillingStore store;

    DefaultAdmin(CommandFactory commands, CommandExecutor executor, BillingStore store) {
        this.commands = commands;
        this.executor = executor;
        this.store = store;
    }

    @Override
    public GrantReceipt gift(CreditGrant gift) {
        if (gift.type() != CreditType.BUNDLE) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "a gift is bundle credits, not " + gift.type() + "; use add");
        }
        return execute(commands.lot("gift", attributed(gift), Grant.Source.GIFT));
    }

    @Override
    public GrantReceipt add(CreditGrant correction) {
        CreditGrant attributed = attributed(correction);
        return execute(
                attributed.type() == CreditType.SUBSCRIPTION
                        ? commands.add(attributed)
                        : commands.lot("adjust", attributed, Grant.Source.ADJUSTMENT));
    }

    @Override
    public GrantReceipt takeAway(CreditGrant correction) {
        return execute(commands.takeAway(attributed(correction)));
    }

    @Override
    public void waive(Deduction deduction, String actor, String reason) {
        Answers.decided(deduction.tenantId(), executor.execute(commands.waive(deduction, by(actor, reason))));
    }

    @Override
    public <T> T bypass(String actor, String reason, Callable<T> work) throws Exception {
        by(actor, reason);
        return CallContext.bypass(this, actor, reason, work);
    }

    @Override
    public GrantReceipt open(String tenantId, OpeningBalance opening, String actor, String reason) {
        Arguments.tenant(tenantId);
        Arguments.notNegative("opening bundle credits", opening.bundleCredits());
        if (opening.period() != null) {
            Arguments.notNegative(
                    "opening subscription credits", opening.period().credits());
        }
        return execute(new Command.Open(tenantId, opening, by(actor, reason)));
    }

    @Override
    public void endLocalPlan(String tenantId, String actor, String reason) {
        concerning(new TenantCommand.EndLocalPlan(tenantId, by(actor, reason)));
    }

    @Override
    public GrantReceipt forgiveDebt(String tenantId, String idempotencyKey, long credits, String actor, String reason) {
        Arguments.tenant(tenantId);
        Arguments.key(idempotencyKey);
        Arguments.positive("forgiven debt", credits);
        return execute(commands.forgive(tenantId, idempotencyKey, credits, by(actor, reason)));
    }

    @Override
    public void unlock(String tenantId, String actor, String reason) {
        concerning(new TenantCommand.Unlock(tenantId, by(actor, reason)));
    }

    private void concerning(TenantCommand command) {
        Arguments.tenant(command.tenantId());
        Answers.decided(command.tenantId(), executor.execute(command));
    }

    @Override
    public Erasure erase(String tenantId, String actor, String reason) {
        Arguments.tenant(tenantId);
        TenantCommand.Erase erase = new TenantCommand.Erase(tenantId, by(actor, reason), List.of());
        String pseudonym = "erased-" + UUID.randomUUID();
        executor.inTransaction(transaction -> {
            Outcome outcome = Answers.decided(
                    tenantId, executor.execute(transaction, List.of(erase)).get(0));
            if (outcome instanceof Outcome.Erased) {
                transaction.pseudonymise(tenantId, pseudonym);
            }
            transaction.forget(tenantId);
            return outcome;
        });
        // why looked up: after a lost answer the repeated transaction only finds the tenant erased
        boolean moved = store.read(reader -> reader.account(pseudonym)).version() > 0;
        return new Erasure(tenantId, moved ? pseudonym : null);
    }

    private GrantReceipt execute(Command command) {
        return Answers.receipt(command, executor.execute(command));
    }

    private static CreditGrant attributed(CreditGrant grant) {
        by(grant.actor(), grant.reason());
        return grant;
    }

    private static Attribution by(@Nullable String actor, @Nullable String reason) {
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the actor of an operator's command", actor);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the reason of an operator's command", reason);
        return new Attribution(actor, reason);
    }
}
