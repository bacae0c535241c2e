// SPDX-License-Identifier: Apache-2.0
/**
 * What is said to a payment service and what it answers: customers, pages, subscriptions, purchases, refunds and the
 * records that a reconciliation reads. No type of any payment service's own library appears here.
 */
@NullMarked
package io.tollbridge.billing.payment;

import org.jspecify.annotations.NullMarked;
