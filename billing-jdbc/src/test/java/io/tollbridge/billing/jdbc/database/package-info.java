// SPDX-License-Identifier: Apache-2.0
/** Real databases for tests: started once in this JVM, stopped at its end, a fresh schema for whoever asks. */
@NullMarked
package io.tollbridge.billing.jdbc.database;

import org.jspecify.annotations.NullMarked;
