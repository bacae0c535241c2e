// SPDX-License-Identifier: Apache-2.0
/** One main method. */
@NullMarked
package io.tollbridge.billing.examples.quickstart;

import org.jspecify.annotations.NullMarked;
