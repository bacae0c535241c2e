// SPDX-License-Identifier: Apache-2.0
/** The architecture as executable rules. Each rule has a fixture which proves that it can fail. */
@NullMarked
package io.tollbridge.billing.docs.architecture;

import org.jspecify.annotations.NullMarked;
