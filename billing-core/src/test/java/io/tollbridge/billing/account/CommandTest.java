// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command says about itself, so that the right rows are loaded and locked. */
class CommandTest {
    private static final String T = Story.TENANT;
    private static final OperationKey KEY = OperationKey.caller("job-1", 7);
    private static final Attribution BY = Attribution.NONE;

    static Stream<Arguments> commands() {
        PaidPeriod period = Story.period("starter", Story.T0, Story.T1);
        String slice = "f:slice:sub_1:" + Story.T0.toEpochMilli();
        return Stream.of(
                arguments(new Command.Deduct(T, KEY, "LLM", 1, ShortfallPolicy.REFUSE), "k:job-1", false, null, null),
                arguments(new Command.PlaceHold(T, KEY, "LLM", 1, Duration.ZERO), "k:job-1", false, "k:job-1", null),
                arguments(new Command.PlaceHold(T, KEY, "LLM", 0, Duration.ZERO), "k:job-1", true, "k:job-1", null),
                arguments(new Command.Capture(T, "k:hold", 1, 0), null, false, "k:hold", null),
                arguments(new Command.FindHold(T, "k:hold"), null, false, "k:hold", null),
                arguments(new Command.Release(T, "k:hold", true), null, false, "k:hold", null),
                arguments(
                        new Command.AddLot(T, KEY, Grant.Source.GIFT, 1, null, true, BY), "k:job-1", true, null, null),
                arguments(new Command.AdjustSlice(T, KEY, 1, BY), "k:job-1", false, null, null),
                arguments(new Command.ResetSlice(T, KEY, BY), "k:job-1", false, null, null),
                arguments(new Command.TakeAway(T, KEY, Pool.BUNDLE, 1, BY), "k:job-1", false, null, null),
                arguments(new Command.Waive(T, KEY, "LLM", 1, BY), "k:job-1", true, null, null),
                arguments(
                        new Command.Reverse(T, 3, null, 9L, BY, List.of(), List.of()),
                        "f:reverse:3",
                        false,
                        null,
                        null),
                arguments(new Command.Open(T, new OpeningBalance(null, 1), BY), "f:opening", true, null, null),
                arguments(new Command.OpenSlice(T, period), slice, true, null, "sub_1"),
                arguments(
                        new Command.ChangePlan(T, KEY, "sub_1", "pro", 1, Story.T0, null),
                        "k:job-1",
                        true,
                        null,
                        "sub_1"),
                arguments(new Command.StartLocalPlan(T, "free"), null, true, null, null),
                arguments(
                        new Command.SubscriptionChanged(
                                T,
                                new SubscriptionSnapshot(
                                        "sub_1",
                                        "pro",
                                        1,
                                        SubscriptionStatus.ACTIVE,
                                        Story.T0,
                                        null,
                                        null,
                                        null,
                                        false,
                                        Story.T0)),
                        null,
                        true,
                        null,
                        "sub_1"),
                arguments(new Command.Settle(T), null, false, null, null),
                arguments(new Attributed(new Command.OpenSlice(T, period), BY), slice, true, null, "sub_1"),
                arguments(new TenantCommand.Mute(T, 1), null, true, null, null),
                arguments(new TenantCommand.Mute(T, 0), null, false, null, null),
                arguments(new TenantCommand.Prefer(T, true), null, true, null, null),
                arguments(new TenantCommand.Prefer(T, false), null, false, null, null),
                arguments(new TenantCommand.NotePaymentFailed(T, "in_1", true), null, true, null, null),
                arguments(new TenantCommand.NoteTrialEnding(T, "sub_1", Story.T1), null, true, null, "sub_1"),
                arguments(new TenantCommand.EndLocalPlan(T, BY), null, false, null, null),
                arguments(new TenantCommand.ForgiveDebt(T, KEY, 1, BY), "k:job-1", false, null, null),
                arguments(new TenantCommand.NoteDrift(T, "17", "lot"), "f:drift:17", false, null, null),
                arguments(new TenantCommand.Unlock(T, BY), null, false, null, null),
                arguments(new TenantCommand.Erase(T, BY, List.of()), null, false, null, null));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItNeeds(
            Command command,
            @Nullable String key,
            boolean creates,
            @Nullable String hold,
            @Nullable String subscription) {
        OperationKey actual = command.key();
        assertThat(actual == null ? null : actual.stored()).isEqualTo(key);
        assertThat(command.createsTenant()).isEqualTo(creates);
        assertThat(command.holdId()).isEqualTo(hold);
        assertThat(command.subscriptionId()).isEqualTo(subscription);
        assertThat(command.tenantId()).isEqualTo(T);
    }

    @Test
    void everyKindOfCommandIsAsked() {
        assertThat(commands()
                        .map(row -> row.get()[0].getClass().getSimpleName())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Command.class, TenantCommand.class)
                        .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
                        .filter(kind -> !kind.isInterface())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void aReversalIsNamedAfterTheOperationThatItUndoes() {
        Story story = Story.subscribed();
        story.deduct(40);
        Command.Reverse byKey = new Command.Reverse(T, 0, KEY, null, BY, List.of(), List.of());
        Command.Reverse found = byKey.resolved(story.last().entries(), List.of());
        assertThat(found.key()).isEqualTo(new OperationKey("f:reverse:2", 40));
        assertThat(found.wanted()).isEqualTo(40);
        assertThat(found.original()).isEqualTo(KEY);
        assertThat(byKey.wanted()).isZero();
    }

    @Test
    void keysOfDifferentOriginAreKeptApart() {
        OperationKey callers = OperationKey.caller("x", 9);
        OperationKey facts = OperationKey.fact("x");
        OperationKey ours = OperationKey.generated("x");
        assertThat(Stream.of(callers, facts, ours).map(OperationKey::stored)).containsExactly("k:x", "f:x", "o:x");
        assertThat(Stream.of(callers, facts, ours).map(OperationKey::text)).containsOnly("x");
        assertThat(Stream.of(callers, facts, ours).map(OperationKey::isCallers)).containsExactly(true, false, false);
        assertThat(Stream.of(callers, facts, ours).map(OperationKey::isGenerated))
                .containsExactly(false, false, true);
        assertThat(Stream.of(callers, facts, ours).map(OperationKey::fingerprint))
                .containsExactly(9L, 0L, 0L);
        assertThat(OperationKey.fact("x", 5)).isEqualTo(new OperationKey("f:x", 5));
    }
}
