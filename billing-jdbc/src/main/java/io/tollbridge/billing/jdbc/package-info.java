// SPDX-License-Identifier: Apache-2.0
/** The store on JDBC. */
@NullMarked
package io.tollbridge.billing.jdbc;

import org.jspecify.annotations.NullMarked;
