// SPDX-License-Identifier: Apache-2.0
/** How calls are tracked. No promise: anything here may change. */
@NullMarked
package io.tollbridge.billing.track.internal;

import org.jspecify.annotations.NullMarked;
