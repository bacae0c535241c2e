// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingConfigurationException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The databases that a store can live in. */
public enum Database {
    /** H2 in its regular mode, version 2.2 or later. It does not force commits to the disk: not for production. */
    H2("H2", 2, 2),
    /** PostgreSQL 11 or later. */
    POSTGRESQL("PostgreSQL", 11, 0),
    /** MariaDB 10.6 or later. */
    MARIADB("MariaDB", 10, 6),
    /** MySQL 8.0.17 or later. */
    MYSQL("MySQL", 8, 0);

    private final String productName;
    private final int major;
    private final int minor;

    Database(String productName, int major, int minor) {
        this.productName = productName;
        this.major = major;
        this.minor = minor;
    }

    /**
     * Tells the database behind a connection.
     *
     * @throws BillingConfigurationException when it is none of these, or too old
     */
    static Database of(DatabaseMetaData metaData) throws SQLException {
        String name = metaData.getDatabaseProductName();
        String version = metaData.getDatabaseProductVersion();
        for (Database database : values()) {
            if (database.productName.equals(name)) {
                // why: MySQL's driver calls a MariaDB server "MySQL" and tells the truth in the version
                Database found =
                        database == MYSQL && version.toLowerCase(Locale.ROOT).contains("mariadb") ? MARIADB : database;
                found.checkVersion(metaData, version);
                return found;
            }
        }
        throw new BillingConfigurationException(
                "the data source leads to " + name + " " + version + ", which is not supported; use " + supported());
    }

    /** What to use, for messages. */
    static String supported() {
        return Arrays.stream(values()).map(Database::atLeast).collect(Collectors.joining(", "));
    }

    private String atLeast() {
        return productName + " " + major + "." + minor + " or later";
    }

    private void checkVersion(DatabaseMetaData metaData, String version) throws SQLException {
        int foundMajor = metaData.getDatabaseMajorVersion();
        int foundMinor = metaData.getDatabaseMinorVersion();
        if (foundMajor < major || (foundMajor == major && foundMinor < minor)) {
            throw new BillingConfigurationException("the data source leads to " + productName + " " + version
                    + ", which is too old; use " + supported());
        }
    }
}
