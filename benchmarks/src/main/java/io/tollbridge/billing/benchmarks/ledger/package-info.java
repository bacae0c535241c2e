// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of what is kept in the database: deductions beside the peers, a ledger that grows, usage reports. */
@NullMarked
package io.tollbridge.billing.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
