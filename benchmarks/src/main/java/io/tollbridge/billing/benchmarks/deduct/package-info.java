// SPDX-License-Identifier: Apache-2.0
/** Deductions: ours and the peers, in turn. */
@NullMarked
package io.tollbridge.billing.benchmarks.deduct;

import org.jspecify.annotations.NullMarked;
