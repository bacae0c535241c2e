// SPDX-License-Identifier: Apache-2.0
/** What adapters implement: the store, its transaction, the webhook inbox and the payment gateway. */
@NullMarked
package io.tollbridge.billing.spi;

import org.jspecify.annotations.NullMarked;
