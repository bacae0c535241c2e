// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

/** What a store does about its tables when it is built. */
public enum SchemaMode {
    /**
     * Creates the tables and brings them up to date. Needs the right to do so. Safe on several nodes at once: one of
     * them migrates, the others wait.
     */
    MIGRATE,
    /** Changes nothing; fails when a table or a column is missing. */
    VALIDATE,
    /** Neither changes nor looks. */
    NONE
}
