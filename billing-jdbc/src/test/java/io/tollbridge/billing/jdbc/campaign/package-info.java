// SPDX-License-Identifier: Apache-2.0
/** Random work of many callers on several nodes, and what must hold afterwards. */
@NullMarked
package io.tollbridge.billing.jdbc.campaign;

import org.jspecify.annotations.NullMarked;
