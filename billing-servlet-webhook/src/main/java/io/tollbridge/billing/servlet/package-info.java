// SPDX-License-Identifier: Apache-2.0
/** Webhooks over servlets. */
@NullMarked
package io.tollbridge.billing.servlet;

import org.jspecify.annotations.NullMarked;
