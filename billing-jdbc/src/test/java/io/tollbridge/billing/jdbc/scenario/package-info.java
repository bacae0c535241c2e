// SPDX-License-Identifier: Apache-2.0
/** Every scenario on every database. */
@NullMarked
package io.tollbridge.billing.jdbc.scenario;

import org.jspecify.annotations.NullMarked;
