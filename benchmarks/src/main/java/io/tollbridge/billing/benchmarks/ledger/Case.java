// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

/**
 * A load.
 *
 * @param name such as {@code hot64}
 * @param choice of tenants
 * @param callers how many at a time
 * @param hasGoal whether a goal is about it
 */
record Case(String name, Choice choice, int callers, boolean hasGoal) {}
