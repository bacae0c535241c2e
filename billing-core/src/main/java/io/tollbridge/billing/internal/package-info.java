// SPDX-License-Identifier: Apache-2.0
/** Implementation; no promise is made about anything in here. */
@NullMarked
package io.tollbridge.billing.internal;

import org.jspecify.annotations.NullMarked;
