// SPDX-License-Identifier: Apache-2.0
/**
 * The functional core: an immutable account, the commands that can change it, and one pure function that decides. No
 * I/O, no clock and no randomness in here; every rule of credits is.
 */
@NullMarked
package io.tollbridge.billing.account;

import org.jspecify.annotations.NullMarked;
