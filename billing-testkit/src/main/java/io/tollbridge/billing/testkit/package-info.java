// SPDX-License-Identifier: Apache-2.0
/**
 * What a host and a store's author test with: a store in memory, a clock that is set by hand, faults on demand, and the
 * contract that every store has to keep.
 *
 * <ul>
 *   <li>Tests of a host: {@link io.tollbridge.billing.testkit.InMemoryBillingStore} and
 *       {@link io.tollbridge.billing.testkit.MovableClock}.
 *   <li>What happens when the database fails: {@link io.tollbridge.billing.testkit.FaultyStore} around any store,
 *       {@link io.tollbridge.billing.testkit.FaultInjectingDataSource} around any data source.
 *   <li>Tests of a store: {@link io.tollbridge.billing.testkit.BillingStoreContract}.
 * </ul>
 */
@NullMarked
package io.tollbridge.billing.testkit;

import org.jspecify.annotations.NullMarked;
