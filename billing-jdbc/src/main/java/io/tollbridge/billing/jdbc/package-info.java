// SPDX-License-Identifier: Apache-2.0
/**
 * The store on JDBC: {@link io.tollbridge.billing.jdbc.JdbcBillingStore} keeps accounts, ledger and webhooks in the
 * host's own database.
 */
@NullMarked
package io.tollbridge.billing.jdbc;

import org.jspecify.annotations.NullMarked;
