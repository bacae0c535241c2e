// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Places holds and hands them out. */
final class Holds {
    private final CommandFactory commands;
    private final Function<Command, CommandResult> executor;

    Holds(CommandFactory commands, Function<Command, CommandResult> executor) {
        this.commands = commands;
        this.executor = executor;
    }

    Hold place(Deduction deduction) {
        Command.PlaceHold command = commands.hold(deduction);
        String tenantId = deduction.tenantId();
        CommandResult result = executor.apply(command);
        if (result instanceof CommandResult.Repeated repeated && repeated.hold() != null) {
            return new Handle(tenantId, repeated.hold(), deduction.idempotencyKey() != null);
        }
        Outcome outcome = Answers.decided(tenantId, result);
        if (outcome instanceof Outcome.Insufficient refused) {
            throw new InsufficientCreditsException(
                    tenantId, refused.requested(), refused.spendable(), refused.nextResetAt());
        }
        if (outcome instanceof Outcome.Held held) {
            return new Handle(tenantId, held.hold(), false);
        }
        throw new OperationRejectedException(
                ErrorCode.HOLD_UNKNOWN, "the hold of tenant " + tenantId + " is not there: " + outcome);
    }

    Hold find(String tenantId, String holdId) {
        Outcome outcome = Answers.decided(tenantId, executor.apply(new Command.FindHold(tenantId, holdId)));
        if (outcome instanceof Outcome.HoldEnded found) {
            Handle handle = new Handle(tenantId, found.hold(), false);
            handle.ended.set(true);
            return handle;
        }
        throw new OperationRejectedException(
                ErrorCode.HOLD_UNKNOWN, "the hold " + holdId + " of tenant " + tenantId + " is not there: " + outcome);
    }

    private final class Handle implements Hold {
        private final String tenantId;
        private final io.tollbridge.billing.account.Hold placed;
        private final boolean replayed;
        private final AtomicBoolean ended = new AtomicBoolean();

        Handle(String tenantId, io.tollbridge.billing.account.Hold placed, boolean replayed) {
            this.tenantId = tenantId;
            this.placed = placed;
            this.replayed = replayed;
        }

        @Override
        public String id() {
            return placed.id();
        }

        @Override
        public long credits() {
            return placed.credits();
        }

        @Override
        public Instant expiresAt() {
            return placed.expiresAt();
        }

        @Override
        public io.tollbridge.billing.account.Hold.State state() {
            return placed.state();
        }

        @Override
        public boolean replayed() {
            return replayed;
        }

        @Override
        public Charge capture(long credits) {
            return capture(credits, 0);
        }

        @Override
        public Charge capture(long credits, long debtLimit) {
            Arguments.notNegative("captured amount", credits);
            Arguments.notNegative("debt limit", debtLimit);
            Outcome.HoldEnded captured = end(new Command.Capture(tenantId, placed.id(), credits, debtLimit));
            io.tollbridge.billing.account.Hold hold = captured.hold();
            return new Charge(
                    hold.endOperationId(),
                    hold.settledFromSubscription(),
                    hold.settled() - hold.settledFromSubscription() - hold.settledAsDebt(),
                    hold.settledAsDebt(),
                    hold.unmet(),
                    captured.spendableAfter(),
                    captured.repeated());
        }

        @Override
        public long release() {
            return end(new Command.Release(tenantId, placed.id(), false)).dropped();
        }

        private Outcome.HoldEnded end(Command command) {
            Outcome outcome = Answers.decided(tenantId, executor.apply(command));
            ended.set(true);
            if (outcome instanceof Outcome.HoldEnded end) {
                return end;
            }
            throw new IllegalStateException("hold " + placed.id() + " of tenant " + tenantId + " ended as " + outcome);
        }

        @Override
        public void close() {
            if (!ended.get()) {
                release();
            }
        }
    }
}
