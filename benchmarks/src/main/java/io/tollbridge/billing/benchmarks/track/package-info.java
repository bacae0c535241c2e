// SPDX-License-Identifier: Apache-2.0
/** What a proxy adds to a call. */
@NullMarked
package io.tollbridge.billing.benchmarks.track;

import org.jspecify.annotations.NullMarked;
