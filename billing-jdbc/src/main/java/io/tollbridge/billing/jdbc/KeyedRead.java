// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** A query for the rows of many keys, in as few statements as the database takes them. */
final class KeyedRead<R> {
    /** What stands in the query's text for the condition on the keys. */
    static final String KEYS = "[keys]";

    private final ManyKeys keys;
    private final String sql;
    private final RowMapper<R> mapper;

    KeyedRead(ManyKeys keys, String sql, RowMapper<R> mapper) {
        this.keys = keys;
        this.sql = sql;
        this.mapper = mapper;
    }

    /** The rows whose column has one of the values, in the order of the values' chunks and of the query. */
    List<R> read(Handle handle, String column, List<String> values) {
        return read(handle, column, values, query -> {});
    }

    /** The same, for a query that has other parameters too. */
    List<R> read(Handle handle, String column, List<String> values, Consumer<Query> others) {
        List<R> rows = new ArrayList<>();
        for (int from = 0; from < values.size(); from += keys.mostAtOnce()) {
            List<String> some = keys.padded(values.subList(from, Math.min(values.size(), from + keys.mostAtOnce())));
            try (Query query = handle.createQuery(sql.replace(KEYS, keys.oneOf(column, some.size())))) {
                keys.bind(query, some);
                others.accept(query);
                query.map(mapper).forEach(rows::add);
            }
        }
        return rows;
    }

    /** The rows whose two columns have one of the pairs of values. */
    List<R> read(Handle handle, Pair columns, List<Pair> values) {
        List<R> rows = new ArrayList<>();
        for (int from = 0; from < values.size(); from += keys.mostAtOnce()) {
            List<Pair> some = values.subList(from, Math.min(values.size(), from + keys.mostAtOnce()));
            List<String> firsts = keys.padded(some.stream().map(Pair::first).toList());
            List<String> seconds = keys.padded(some.stream().map(Pair::second).toList());
            String condition = keys.oneOf(columns.first(), columns.second(), firsts.size());
            try (Query query = handle.createQuery(sql.replace(KEYS, condition))) {
                keys.bind(query, firsts, seconds);
                query.map(mapper).forEach(rows::add);
            }
        }
        return rows;
    }

    /**
     * Two texts that belong together: the columns of a key, or its values.
     *
     * @param first of the tenant
     * @param second of what is sought in it
     */
    record Pair(String first, String second) {}
}
