// SPDX-License-Identifier: Apache-2.0
/** What every benchmark needs: a durable PostgreSQL, CPU times, spreads, tables. */
@NullMarked
package io.tollbridge.billing.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
