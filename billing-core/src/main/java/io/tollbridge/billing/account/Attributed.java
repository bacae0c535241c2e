// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import org.jspecify.annotations.Nullable;

/**
 * A command that somebody had carried out who is not its usual sender, such as an operator who repairs what a webhook
 * should have done. It is the same command under the same key; only its ledger rows say who and why.
 *
 * @param command what to carry out; no reversal of a charge, whose key is only known once its rows are
 * @param by who and why
 */
public record Attributed(Command command, Attribution by) implements Command {
    @Override
    public String tenantId() {
        return command.tenantId();
    }

    @Override
    public @Nullable OperationKey key() {
        return command.key();
    }

    @Override
    public boolean createsTenant() {
        return command.createsTenant();
    }

    @Override
    public @Nullable String holdId() {
        return command.holdId();
    }

    @Override
    public @Nullable String subscriptionId() {
        return command.subscriptionId();
    }

    @Override
    public @Nullable String purchaseId() {
        return command.purchaseId();
    }
}
