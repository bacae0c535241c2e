// SPDX-License-Identifier: Apache-2.0
/** Comparing what is stored here with what the payment service has on record, and mending what differs. */
@NullMarked
package io.tollbridge.billing.reconcile;

import org.jspecify.annotations.NullMarked;
