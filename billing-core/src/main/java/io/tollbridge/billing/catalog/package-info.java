// SPDX-License-Identifier: Apache-2.0
/** What the host sells: features and their cost, plans and their allowance, bundles and their price. */
@NullMarked
package io.tollbridge.billing.catalog;

import org.jspecify.annotations.NullMarked;
