// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.catalog.Catalog;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErasedTenantTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Command HELLO =
            new Command.Waive("a", OperationKey.generated("hello"), "LLM", 1, Attribution.NONE);
    private static final Command ERASE = new TenantCommand.Erase("a", Attribution.NONE, List.of());
    private static final Command DRIFT = new TenantCommand.NoteDrift("a", "lot 1", "lot: 1 too many");

    private final FakeStore store = new FakeStore();
    private final CommandExecutor executor =
            new CommandExecutor(store, new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT), () -> NOW);

    private List<CommandResult> executes(Command... commands) {
        return executor.inTransaction(transaction -> executor.execute(transaction, List.of(commands)));
    }

    @Test
    void theSameDriftOfAnErasedLedgerIsToldOnce() {
        executes(HELLO);
        executes(ERASE);
        executes(DRIFT);
        assertThat(executes(DRIFT)).singleElement().isInstanceOf(CommandResult.Repeated.class);
        assertThat(store.rows().tenant("a").notifications).hasSize(1);
    }

    @Test
    void whatFollowsAnErasureInItsBatchLeavesNoTrace() {
        Command refused = new Command.Deduct("a", OperationKey.caller("k", 0), "LLM", 5, ShortfallPolicy.REFUSE);
        Command free = new Command.Deduct("a", OperationKey.caller("free", 0), "LLM", 0, ShortfallPolicy.REFUSE);
        executes(HELLO);
        long counted = UsageSums.of(store.rows().tenant("a").usage).size();
        executes(ERASE, refused, free);
        assertThat(store.rows().tenant("a").operations.keySet()).noneMatch(key -> key.startsWith("k:"));
        assertThat(UsageSums.of(store.rows().tenant("a").usage)).hasSize((int) counted);
    }
}
