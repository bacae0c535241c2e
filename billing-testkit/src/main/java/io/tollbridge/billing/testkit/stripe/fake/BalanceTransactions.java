// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.List;

/** {@code /v1/balance_transactions}: what moved money on the account. The fake takes no fees. */
final class BalanceTransactions implements Resource {
    private static final String PATH = "/v1/balance_transactions";

    private final World world;

    BalanceTransactions(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.get(
                PATH + "/{id}",
                call -> Answer.of(world.store().get(call.scope(), "balance_transaction", call.id(), "id")));
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store()
                                .all(call.scope(), "balance_transaction")
                                .filter(Lists.same(call, "source", "type")),
                        PATH),
                "source",
                "type");
    }

    /** Books an amount for a source, negative for money that leaves. */
    static Entity of(World world, Entity source, String type, long amount) {
        return world.create(
                source.scope(),
                "txn",
                new Fields()
                        .put("object", "balance_transaction")
                        .put("amount", amount)
                        .put("available_on", world.now().plus(Duration.ofDays(2)))
                        .put("currency", source.must("currency"))
                        .put("description", source.text("description"))
                        .put("exchange_rate", null)
                        .put("fee", 0)
                        .put("fee_details", List.of())
                        .put("net", amount)
                        .put("reporting_category", type)
                        .put("source", source.id())
                        .put("status", "pending")
                        .put("type", type));
    }
}
