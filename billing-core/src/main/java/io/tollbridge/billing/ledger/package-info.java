// SPDX-License-Identifier: Apache-2.0
/** The ledger: one row per leg, gap-free per tenant, hash-chained; what it says and how it is verified (R23). */
@NullMarked
package io.tollbridge.billing.ledger;

import org.jspecify.annotations.NullMarked;
