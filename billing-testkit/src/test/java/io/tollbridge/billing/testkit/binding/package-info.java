// SPDX-License-Identifier: Apache-2.0
/** Binds the contract from outside its package, as stores of other modules do. */
@NullMarked
package io.tollbridge.billing.testkit.binding;

import org.jspecify.annotations.NullMarked;
