// SPDX-License-Identifier: Apache-2.0
/** Tests. */
@NullMarked
package io.tollbridge.billing.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
