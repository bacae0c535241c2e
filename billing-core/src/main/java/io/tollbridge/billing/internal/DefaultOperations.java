// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import java.util.function.Function;

/** The operations over whatever carries commands out: transactions of our own, or one of the host's. */
final class DefaultOperations implements CreditOperations {
    private final CommandFactory commands;
    private final Function<Command, CommandResult> executor;
    private final Holds holds;

    DefaultOperations(CommandFactory commands, Function<Command, CommandResult> executor) {
        this.commands = commands;
        this.executor = executor;
        holds = new Holds(commands, executor);
    }

    @Override
    public Charge deductCredits(String tenantId, long credits) {
        return deductCredits(Deduction.of(tenantId).cost(credits));
    }

    @Override
    public Charge deductCredits(Deduction deduction) {
        return charge(deduction.tenantId(), tryDeduct(deduction));
    }

    /** The charge of a deduction that was not refused. */
    static Charge charge(String tenantId, DeductionResult result) {
        if (result instanceof DeductionResult.Deducted deducted) {
            return deducted.charge();
        } else if (result instanceof DeductionResult.Replayed replayed) {
            return replayed.original();
        }
        DeductionResult.Insufficient refused = (DeductionResult.Insufficient) result;
        throw new InsufficientCreditsException(
                tenantId, refused.requested(), refused.spendable(), refused.nextResetAt());
    }

    @Override
    public DeductionResult tryDeduct(Deduction deduction) {
        Command.Deduct command = commands.deduct(deduction);
        return answer(command, executor.apply(command));
    }

    /** What a deduction came to. */
    static DeductionResult answer(Command.Deduct command, CommandResult result) {
        if (result instanceof CommandResult.Repeated repeated) {
            Charge charge = Answers.charge(repeated.original(), command.credits());
            // why: a key that we made is only ever found again by our own retry of an unknown commit
            return command.key().isCallers()
                    ? new DeductionResult.Replayed(charge)
                    : new DeductionResult.Deducted(charge.asFirst());
        }
        Outcome outcome = Answers.decided(command.tenantId(), result);
        if (outcome instanceof Outcome.Consumed consumed) {
            return new DeductionResult.Deducted(Answers.charge(consumed));
        }
        Outcome.Insufficient refused = (Outcome.Insufficient) outcome;
        return new DeductionResult.Insufficient(refused.requested(), refused.spendable(), refused.nextResetAt());
    }

    @Override
    public Hold hold(Deduction deduction) {
        return holds.place(deduction);
    }

    @Override
    public Hold hold(String tenantId, String holdId) {
        Arguments.tenant(tenantId);
        return holds.find(tenantId, holdId);
    }

    @Override
    public ReversalReceipt reverse(Reversal reversal) {
        return Answers.reversal(reversal.tenantId(), executor.apply(CommandFactory.reverse(reversal)));
    }

    @Override
    public GrantReceipt addCredits(String tenantId, long credits, CreditType type) {
        return addCredits(
                type == CreditType.SUBSCRIPTION
                        ? CreditGrant.subscription(tenantId, credits)
                        : CreditGrant.bundle(tenantId, credits));
    }

    @Override
    public GrantReceipt addCredits(CreditGrant grant) {
        Command command = commands.add(grant);
        return Answers.receipt(command, executor.apply(command));
    }
}
