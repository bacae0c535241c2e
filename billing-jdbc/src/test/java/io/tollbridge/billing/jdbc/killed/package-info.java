// SPDX-License-Identifier: Apache-2.0
/** Processes that are killed while they work. */
@NullMarked
package io.tollbridge.billing.jdbc.killed;

import org.jspecify.annotations.NullMarked;
