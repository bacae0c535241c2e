// SPDX-License-Identifier: Apache-2.0
/** Runs the one main method. */
@NullMarked
package io.tollbridge.billing.examples.quickstart;

import org.jspecify.annotations.NullMarked;
