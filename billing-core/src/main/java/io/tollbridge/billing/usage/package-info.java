// SPDX-License-Identifier: Apache-2.0
/** What tenants used, from rollups that are kept in the same transaction as each use. */
@NullMarked
package io.tollbridge.billing.usage;

import org.jspecify.annotations.NullMarked;
