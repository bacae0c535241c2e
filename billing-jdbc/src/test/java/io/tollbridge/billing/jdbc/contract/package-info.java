// SPDX-License-Identifier: Apache-2.0
/** The testkit's suites on each database. */
@NullMarked
package io.tollbridge.billing.jdbc.contract;

import org.jspecify.annotations.NullMarked;
