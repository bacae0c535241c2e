// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.track.internal.CallContext;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Operators' commands; refuses those without actor and reason. */
final class DefaultAdmin implements Admin {
    private final CommandFactory commands;
    private final CommandExecutor executor;

    DefaultAdmin(CommandFactory commands, CommandExecutor executor) {
        this.commands = commands;
        this.executor = executor;
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
