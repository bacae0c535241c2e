// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.track.internal.DefaultUsageTracking;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects whose methods with {@link io.tollbridge.billing.TrackUsage} are charged. Everything that is wrong is
 * told when an object or a class is made, in one list. Thread-safe.
 */
public interface UsageTracking {
    /**
     * Tracking over any operations, for tests and benchmarks of a host that stub them. Hosts in production use
     * {@link io.tollbridge.billing.BillingService#tracking}, which also repeats charges that failed.
     *
     * @param admin whose {@link Admin#bypass} is obeyed and where waived uses are counted
     * @param tenants null when every tracked method has a {@link BillingTenant} parameter
     */
    static UsageTracking over(
            CreditOperations operations, Admin admin, Catalog catalog, @Nullable TenantResolver tenants) {
        return DefaultUsageTracking.over(operations, admin, catalog, tenants);
    }

    /**
     * An object of the interface that charges and then calls the target. The annotations stand on the interface, on the
     * target's class, or on what these extend. Default methods that the target does not override run on the returned
     * object, so that what they call is tracked; methods that the target calls on itself are not.
     *
     * @throws BillingConfigurationException with a list of all that is wrong, see {@link #scan}
     */
    <T> T proxy(Class<T> type, T target);

    /**
     * A subclass whose instances charge, also for methods that an instance calls on itself. It has the constructors of
     * the class, so that a container can make instances. Needs Byte Buddy on the class path.
     *
     * @throws BillingConfigurationException with a list of all that is wrong, see {@link #scan}, or when Byte Buddy is
     *     missing or the class cannot be extended from outside its module
     */
    <T> Class<? extends T> subclass(Class<T> type);

    /**
     * An instance of the {@link #subclass}.
     *
     * @param constructorArguments what exactly one constructor takes
     * @throws BillingConfigurationException as {@link #subclass}, or when the constructor throws
     */
    <T> T create(Class<T> type, Object... constructorArguments);

    /**
     * Checks classes and interfaces without making anything, for the start of the host. Wrong are: annotated methods
     * that no proxy can see (private, static, final), self-calls that go past an interface proxy, features that the
     * catalog does not have or that have no cost, two kinds of cost at once, parameters of types that cannot be a
     * tenant, key or number of units, cost functions that do not fit, and results that cannot be followed to their end.
     *
     * @throws BillingConfigurationException with a list of all that is wrong
     */
    void scan(Class<?>... types);
}
