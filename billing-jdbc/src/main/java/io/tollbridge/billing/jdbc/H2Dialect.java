// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Map;
import java.util.Set;

/** H2 in its regular mode. */
final class H2Dialect implements Dialect {
    @Override
    public Map<String, String> types() {
        return Map.of(
                "name", "VARCHAR(255)",
                "key", "VARCHAR(400)",
                "word", "VARCHAR(30)",
                "note", "VARCHAR(2000)",
                "text", "CHARACTER LARGE OBJECT",
                "hash", "VARBINARY(32)",
                "table", "",
                "hot_table", "");
    }

    @Override
    public Upserts upserts() {
        return new MergeUpserts();
    }

    @Override
    public ManyKeys manyKeys() {
        // why: H2 locks rows in the order in which it happens to find them; one by one, the order is ours
        return new ListKeys(1);
    }

    @Override
    public Isolation isolation() {
        return new SessionIsolation();
    }

    @Override
    public ErrorCodes errors() {
        return new ErrorCodes(
                Set.of("40001", "HYT00", "90131"), Set.of("23505"), Set.of("90067", "90098", "90121", "90007"));
    }

    @Override
    public String latest() {
        return "";
    }

    @Override
    public String byPrimaryKey() {
        return "";
    }

    @Override
    public boolean gainsFromGroupCommit() {
        // why: no round trip and no disk wait is saved inside the process; measured 0.75 to 2.2 times
        return false;
    }
}
