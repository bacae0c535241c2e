// SPDX-License-Identifier: Apache-2.0
/** Tests. */
@NullMarked
package io.tollbridge.billing.benchmarks.webhook;

import org.jspecify.annotations.NullMarked;
