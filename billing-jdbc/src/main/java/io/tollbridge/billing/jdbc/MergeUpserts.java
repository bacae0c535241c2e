// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.stream.Collectors;

/** MERGE, as H2 has it. Two that insert the same row at once do not both succeed: one gets a duplicate key. */
final class MergeUpserts implements Upserts {
    @Override
    public String insertOrKeep(Row row) {
        return merge(row, "");
    }

    @Override
    public String insertOrReplace(Row row) {
        return merge(row, " WHEN MATCHED THEN UPDATE SET " + row.assignments(column -> ":" + column));
    }

    @Override
    public String insertOrAdd(Row row) {
        return merge(
                row,
                " WHEN MATCHED THEN UPDATE SET " + row.assignments(column -> "target." + column + " + :" + column));
    }

    private static String merge(Row row, String whenMatched) {
        String sameKey = row.key().stream()
                .map(column -> "target." + column + " = :" + column)
                .collect(Collectors.joining(" AND "));
        return "MERGE INTO " + row.table() + " AS target USING DUAL ON (" + sameKey + ")" + whenMatched
                + " WHEN NOT MATCHED THEN INSERT (" + String.join(", ", row.columns()) + ") VALUES ("
                + row.parameters() + ")";
    }
}
