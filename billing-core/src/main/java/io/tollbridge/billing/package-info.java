// SPDX-License-Identifier: Apache-2.0
/** Front door of Tollbridge. */
@NullMarked
package io.tollbridge.billing;

import org.jspecify.annotations.NullMarked;
