// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that the host sells, frozen. Thread-safe. */
public final class Catalog {
    private final Map<String, Feature> features;
    private final Map<String, Plan> plans;
    private final Map<String, Bundle> bundles;
    private final Map<String, Plan> plansByPrice = new LinkedHashMap<>();

    private Catalog(Builder builder) {
        features = index("feature", builder.features, Feature::name);
        plans = index("plan", builder.plans, Plan::id);
        bundles = index("bundle", builder.bundles, Bundle::id);
        for (Plan plan : plans.values()) {
            for (String price : plan.stripePrices()) {
                Plan other = plansByPrice.put(price, plan);
                if (other != null) {
                    throw new InvalidArgumentException(
                            ErrorCode.CATALOG_INVALID,
                            "the Stripe price " + price + " stands for plan " + other.id() + " and for plan "
                                    + plan.id() + "; give each plan its own price");
                }
            }
        }
    }

    /** A builder without anything for sale. */
    public static Builder builder() {
        return new Builder();
    }

    /** The feature of that name. */
    public Optional<Feature> feature(String name) {
        return Optional.ofNullable(features.get(name));
    }

    /** The plan of that id. */
    public Optional<Plan> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    /** The plan that is sold under that Stripe price. */
    public Optional<Plan> planByStripePrice(String priceId) {
        return Optional.ofNullable(plansByPrice.get(priceId));
    }

    /** The bundle of that id. */
    public Optional<Bundle> bundle(String id) {
        return Optional.ofNullable(bundles.get(id));
    }

    /** All features, in the order in which they were given. */
    public Collection<Feature> features() {
        return List.copyOf(features.values());
    }

    /** All plans, in the order in which they were given. */
    public Collection<Plan> plans() {
        return List.copyOf(plans.values());
    }

    /** All bundles, in the order in which they were given. */
    public Collection<Bundle> bundles() {
        return List.copyOf(bundles.values());
    }

    private static <T> Map<String, T> index(String what, List<T> items, java.util.function.Function<T, String> id) {
        Map<String, T> index = new LinkedHashMap<>();
        for (T item : items) {
            if (index.put(id.apply(item), item) != null) {
                throw new InvalidArgumentException(
                        ErrorCode.CATALOG_INVALID, "the catalog has two of " + what + " " + id.apply(item));
            }
        }
        return index;
    }

    /** Collects a catalog. Not thread-safe. */
    public static final class Builder {
        private final List<Feature> features = new ArrayList<>();
        private final List<Plan> plans = new ArrayList<>();
        private final List<Bundle> bundles = new ArrayList<>();

        private Builder() {}

        /** Adds a feature that costs so many credits for each use. */
        public Builder feature(String name, long cost) {
            features.add(new Feature(name, cost));
            return this;
        }

        /** Adds a feature whose cost each call must say. */
        public Builder feature(String name) {
            features.add(new Feature(name, null));
            return this;
        }

        /** Adds a plan. */
        public Builder plan(Plan plan) {
            plans.add(plan);
            return this;
        }

        /** Adds a bundle. */
        public Builder bundle(Bundle bundle) {
            bundles.add(bundle);
            return this;
        }

        /**
         * Freezes the catalog.
         *
         * @throws InvalidArgumentException when an id or a Stripe price appears twice
         */
        public Catalog build() {
            return new Catalog(this);
        }
    }
}
