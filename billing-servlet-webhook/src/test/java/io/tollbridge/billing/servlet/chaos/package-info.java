// SPDX-License-Identifier: Apache-2.0
/**
 * Lives of tenants under chaos: everything that customers, banks, operators and machines can do to each other, in an order
 * that a seed decides, on two nodes that are killed at any moment. Afterwards an audit that knows nothing but Stripe's
 * records and what callers were told compares both with the ledger.
 */
@NullMarked
package io.tollbridge.billing.servlet.chaos;

import org.jspecify.annotations.NullMarked;
