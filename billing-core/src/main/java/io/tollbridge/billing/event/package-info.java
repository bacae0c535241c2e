// SPDX-License-Identifier: Apache-2.0
/** What has happened on this node, for meters and the like. */
@NullMarked
package io.tollbridge.billing.event;

import org.jspecify.annotations.NullMarked;
