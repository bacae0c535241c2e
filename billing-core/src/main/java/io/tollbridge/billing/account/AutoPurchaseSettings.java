// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tenants and admins choose about automatic purchases (R16). */
final class AutoPurchaseSettings {
    private final Catalog catalog;
    private final CreditPolicy policy;

    AutoPurchaseSettings(Catalog catalog, CreditPolicy policy) {
        this.catalog = catalog;
        this.policy = policy;
    }

    Outcome configure(Draft draft, PurchaseCommand.Configure command) {
        AutoPurchase wish = command.wish();
        String wrong = wish.enabled() ? wrong(wish) : null;
        if (wrong != null) {
            return new Outcome.Rejected(
                    ErrorCode.AUTO_PURCHASE_INVALID,
                    "automatic purchases of tenant " + command.tenantId() + ": " + wrong);
        }
        begun(draft, command.seed());
        Purchasing state = Objects.requireNonNull(draft.buying().state());
        draft.buying().state(state.with(wish));
        return new Outcome.Noted("automatic purchases are " + (wish.enabled() ? "on" : "off"));
    }

    private @Nullable String wrong(AutoPurchase wish) {
        Bundle bundle = catalog.bundle(wish.bundleId()).orElse(null);
        String currency = bundle == null ? null : bundle.currency();
        if (bundle == null || currency == null) {
            return "the catalog sells no bundle " + wish.bundleId();
        }
        if (wish.threshold() < 1) {
            return "the threshold must be 1 or more, not " + wish.threshold();
        }
        if (wish.mode() == AutoPurchase.Mode.FIXED && bundle.credits() < wish.threshold()) {
            return "bundle " + bundle.id() + " holds " + bundle.credits() + " credits, fewer than the threshold of "
                    + wish.threshold() + "; lower it, take a larger bundle, or CLOSE_GAP";
        }
        if (wish.mostBundles() < 1 || wish.mostBundles() > policy.purchases().mostBundles()) {
            return "a purchase has 1 to " + policy.purchases().mostBundles() + " bundles, not " + wish.mostBundles();
        }
        if (wish.mostPurchases() < 1) {
            return "a period needs at least 1 purchase, not " + wish.mostPurchases();
        }
        if (!currency.equals(wish.mostMoney().currency()) || wish.mostMoney().minorUnits() < bundle.priceMinor()) {
            return "the most of a period is " + wish.mostMoney() + ", which does not pay one bundle of "
                    + bundle.priceMinor() + " minor units of " + currency;
        }
        return null;
    }

    Outcome steer(Draft draft, PurchaseCommand.Steer command) {
        begun(draft, command.seed());
        Purchasing state = Objects.requireNonNull(draft.buying().state());
        Breaker breaker = state.breaker();
        Breaker next = command.stop()
                ? breaker.withStopped(command.by())
                : breaker.reset().withStopped(null).withDisputes(breaker.disputes(), false);
        draft.buying().state(state.with(next));
        return new Outcome.Noted(
                "automatic purchases are " + (command.stop() ? "stopped" : "let go on") + " by an admin");
    }

    static Outcome cardSeen(Draft draft, PurchaseCommand.CardSeen command) {
        Purchasing state = draft.buying().state();
        Breaker breaker = state == null ? Breaker.CLOSED : state.breaker();
        String failed = breaker.cardFingerprint();
        String seen = command.fingerprint();
        // why not any card after a failure of an unknown one: the same one would be charged again and again
        boolean other = failed == null ? breaker.failures() == 0 : seen != null && !seen.equals(failed);
        if (state == null || !breaker.suspended() || !other) {
            return new Outcome.Noted("nothing has changed about the means of payment");
        }
        draft.buying().state(state.with(breaker.reset()));
        return new Outcome.Noted("another means of payment is there; automatic purchases go on");
    }

    private static void begun(Draft draft, String seed) {
        if (draft.buying().state() == null) {
            draft.buying().state(Purchasing.begun(seed));
        }
    }
}
