// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;

/** {@code /v1/account}: the account that a key belongs to. */
final class Accounts implements Resource {
    private static final String OWN = "acct_1FakeTollbridge";

    private final World world;

    Accounts(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/v1/account", call -> Answer.of(account(call.scope())));
        routes.get("/v1/accounts/{id}", call -> {
            JsonObject account = account(call.scope());
            if (!call.id().equals(Json.text(account, "id"))) {
                throw StripeError.invalid(
                        403,
                        "account_invalid",
                        null,
                        "The provided key does not have access to account '" + call.id()
                                + "' (or that account does not exist). Application access may have been revoked.");
            }
            return Answer.of(account);
        });
    }

    private JsonObject account(Scope scope) {
        String id = scope.account() == null ? OWN : scope.account();
        return new Fields()
                .put("id", id)
                .put("object", "account")
                .put("business_type", "company")
                .put("charges_enabled", true)
                .put("country", "US")
                .put("created", world.now())
                .put("default_currency", "usd")
                .put("details_submitted", true)
                .put("email", "owner@example.com")
                .put("metadata", new Fields())
                .put("payouts_enabled", true)
                .put("type", "standard")
                .json();
    }
}
