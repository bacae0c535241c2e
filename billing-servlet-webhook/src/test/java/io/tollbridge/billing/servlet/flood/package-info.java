// SPDX-License-Identifier: Apache-2.0
/** Very many webhooks, over HTTP. */
@NullMarked
package io.tollbridge.billing.servlet.flood;

import org.jspecify.annotations.NullMarked;
