// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Feature;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what callers ask for into commands: looks costs up and gives each request its key. */
final class CommandFactory {
    private final Catalog catalog;
    private final KeySequence keys;
    private final Duration holdTime;

    CommandFactory(Catalog catalog, KeySequence keys, Duration holdTime) {
        this.catalog = catalog;
        this.keys = keys;
        this.holdTime = holdTime;
    }

    Command.Deduct deduct(Deduction deduction) {
        String feature = feature(deduction);
        long cost = cost(deduction);
        OperationKey key = key(deduction.idempotencyKey(), "deduct", feature, cost, deduction.onShortfall());
        return new Command.Deduct(deduction.tenantId(), key, feature, cost, deduction.onShortfall());
    }

    Command.PlaceHold hold(Deduction deduction) {
        if (!(deduction.onShortfall() instanceof ShortfallPolicy.Refuse)) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a hold is all or nothing; it cannot be placed with " + deduction.onShortfall());
        }
        String feature = feature(deduction);
        long cost = cost(deduction);
        OperationKey key = key(deduction.idempotencyKey(), "hold", feature, cost);
        return new Command.PlaceHold(deduction.tenantId(), key, feature, cost, holdTime);
    }

    Command add(CreditGrant grant) {
        return grant.type() == CreditType.SUBSCRIPTION
                ? new Command.AdjustSlice(grant.tenantId(), key("add", grant), grant.credits(), by(grant))
                : lot("add", grant, Grant.Source.PURCHASE);
    }

    /** A new bundle lot. A gift counts as not paid for. */
    Command.AddLot lot(String verb, CreditGrant grant, Grant.Source source) {
        boolean promo = source == Grant.Source.GIFT;
        OperationKey key = key(verb, grant);
        // why: stores keep whole milliseconds
        Instant expiresAt = grant.expiresAt() == null ? null : grant.expiresAt().truncatedTo(ChronoUnit.MILLIS);
        return new Command.AddLot(grant.tenantId(), key, source, grant.credits(), expiresAt, promo, by(grant));
    }

    Command.TakeAway takeAway(CreditGrant grant) {
        Pool pool = grant.type() == CreditType.SUBSCRIPTION ? Pool.SUBSCRIPTION : Pool.BUNDLE;
        return new Command.TakeAway(grant.tenantId(), key("take away", grant), pool, grant.credits(), by(grant));
    }

    Command.Waive waive(Deduction deduction, Attribution by) {
        String feature = feature(deduction);
        long cost = cost(deduction);
        OperationKey key = key(deduction.idempotencyKey(), "waive", feature, cost, by.actor(), by.reason());
        return new Command.Waive(deduction.tenantId(), key, feature, cost, by);
    }

    static Command.Reverse reverse(Reversal reversal) {
        String original = reversal.originalKey();
        return new Command.Reverse(
                reversal.tenantId(),
                reversal.operationId(),
                original == null ? null : OperationKey.caller(original, 0),
                reversal.credits(),
                new Attribution(reversal.actor(), reversal.reason()),
                List.of(),
                List.of());
    }

    private static Attribution by(CreditGrant grant) {
        return new Attribution(grant.actor(), grant.reason());
    }

    private OperationKey key(String verb, CreditGrant grant) {
        return key(
                grant.idempotencyKey(),
                verb,
                grant.type(),
                grant.credits(),
                grant.expiresAt(),
                grant.actor(),
                grant.reason());
    }

    TenantCommand.ForgiveDebt forgive(String tenantId, String idempotencyKey, long credits, Attribution by) {
        OperationKey key = key(idempotencyKey, "forgive", credits, by.actor(), by.reason());
        return new TenantCommand.ForgiveDebt(tenantId, key, credits, by);
    }

    Command.ResetSlice reset(String tenantId, @Nullable String idempotencyKey, Attribution by) {
        return new Command.ResetSlice(tenantId, key(idempotencyKey, "reset", by.actor(), by.reason()), by);
    }

    private OperationKey key(@Nullable String callers, @Nullable Object... request) {
        return callers == null
                ? OperationKey.generated(keys.next())
                : OperationKey.caller(callers, Fingerprint.of(request));
    }

    /** The catalog's cost of a feature. */
    long cost(String feature) {
        return cost(Deduction.of("the caller").feature(feature));
    }

    private String feature(Deduction deduction) {
        String name = deduction.feature();
        return name == null ? Deduction.NO_FEATURE : known(name).name();
    }

    private Feature known(String name) {
        return catalog.feature(name)
                .orElseThrow(() -> new InvalidArgumentException(
                        ErrorCode.UNKNOWN_FEATURE,
                        "the catalog has no feature \"" + name + "\"; add it with Catalog.builder().feature(...)"));
    }

    private long cost(Deduction deduction) {
        Long cost = deduction.cost();
        if (cost != null) {
            return cost;
        }
        String name = deduction.feature();
        Long each = name == null ? null : known(name).cost();
        if (each == null) {
            throw new InvalidArgumentException(
                    ErrorCode.COST_MISSING,
                    name == null
                            ? "a deduction needs a cost, or a feature that has one in the catalog"
                            : "feature " + name + " has no cost in the catalog; give the deduction one");
        }
        if (Math.multiplyHigh(each, deduction.units()) != 0 || each * deduction.units() < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_OVERFLOW,
                    deduction.units() + " units of feature " + name + " at " + each + " credits exceed "
                            + Long.MAX_VALUE + " credits");
        }
        return each * deduction.units();
    }
}
