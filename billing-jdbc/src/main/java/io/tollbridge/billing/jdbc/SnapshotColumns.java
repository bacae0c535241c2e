// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a snapshot statement reach it. Of few rows each value is a parameter. Many come in arrays: one array of
 * whole numbers holds everything that is a number, row after row, and one of words what repeats from row to row, to which
 * numbers point. So there are few parameters, and no temporary table of rows.
 */
final class SnapshotColumns {
    /** What stands for no number. */
    static final long NO_NUMBER = Long.MIN_VALUE;

    /** The accounts to be locked, in arrays. */
    static final String LOCKS =
            unnested(List.of("at int4", "tenant_id text", "version_before int8", "hash_before bytea")) + " r";

    /** How many columns of an account are for finding and locking it. */
    private static final int FOR_LOCKING = 4;

    private static final Pattern COLUMN = Pattern.compile(":(\\w+)");

    private SnapshotColumns() {}

    /** What kind of value a column has, and how it is made from a number if it is. */
    private enum Kind {
        INT4("int4", "%s::int4"),
        INT8("int8", "%s"),
        /** May be missing. */
        TIME("int8", "nullif(%s, " + NO_NUMBER + ")"),
        BOOL("bool", "(%s = 1)"),
        /** In days since 1970. */
        DATE("int4", "%s::int4"),
        /** One of few texts; may be missing. */
        WORD("text", "p.w[nullif(%s, " + NO_NUMBER + ")::int4]"),
        TEXT("text", ""),
        BYTEA("bytea", "");

        private final String type;
        private final String ofNumber;

        Kind(String type, String ofNumber) {
            this.type = type;
            this.ofNumber = ofNumber;
        }

        boolean packed() {
            return !ofNumber.isEmpty();
        }
    }

    private record Column(String name, Kind kind) {
        static Column of(String text) {
            int space = text.indexOf(' ');
            return new Column(text.substring(0, space), Kind.valueOf(text.substring(space + 1)));
        }
    }

    /** A part of what is written, in the order in which its parameters stand in the statement. */
    enum Part {
        /** The first four are for finding and locking. */
        ACCOUNTS(
                "account INT4",
                "tenant_id TEXT",
                "version_before INT8",
                "hash_before BYTEA",
                "sub_used INT8",
                "sub_remaining INT8",
                "sub_bundle_used INT8",
                "sub_thresholds INT4",
                "bundle_remaining INT8",
                "debt INT8",
                "ledger_seq INT8",
                "next_due_at TIME",
                "version INT8",
                "ledger_hash BYTEA"),
        KEYS("account INT4", "tenant_id TEXT", "used_key TEXT", "searched BOOL"),
        ENTRIES(
                "account INT4",
                "seq INT8",
                "operation_id INT8",
                "type WORD",
                "pool WORD",
                "grant_id INT8",
                "amount INT8",
                "balance_after INT8",
                "spendable_after INT8",
                "feature WORD",
                "fingerprint INT8",
                "created_at INT8",
                "idempotency_key TEXT",
                "hash BYTEA"),
        USAGE("account INT4", "usage_day DATE", "feature WORD", "uses INT8", "credits INT8", "refused INT8"),
        GRANTS("account INT4", "grant_id INT8", "state WORD", "remaining INT8", "live BOOL"),
        NOTIFICATIONS(
                "account INT4",
                "kind WORD",
                "status WORD",
                "threshold INT4",
                "created_at INT8",
                "deliver_at TIME",
                "notification_key TEXT",
                "crossed TEXT",
                "detail TEXT");

        /** All of them, in order. */
        static final List<Part> ALL = List.of(values());

        // immutable lists, which the checker cannot tell
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Column> columns;

        /** The numbers of which a row in arrays consists, those that are words included. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Column> packed;

        private final int width;

        Part(String... columns) {
            this.columns = Arrays.stream(columns).map(Column::of).toList();
            // why none of these: they are looked for, and so are tables of their own anyway
            long skipped = name().equals("ACCOUNTS") ? FOR_LOCKING : name().equals("KEYS") ? columns.length : 0;
            packed = this.columns.stream()
                    .skip(skipped)
                    .filter(column -> column.kind().packed())
                    .toList();
            width = packed.size();
        }

        /** How many numbers are in the array for each row. */
        int width() {
            return width;
        }

        /** The statement with the part's columns, which it names by {@code :column}, read from arrays. */
        String inArrays(String statement) {
            return read(statement, this::inArrays);
        }

        /** The statement with the columns of one row put in as marks of {@link SnapshotStatement}. */
        String inValues(String statement, int row) {
            return read(statement, column -> SnapshotStatement.mark(this, row, columns.indexOf(column)));
        }

        private String read(String statement, Function<Column, String> reading) {
            return COLUMN.matcher(statement).replaceAll(name -> {
                Column column = column(name.group(1));
                String read = reading.apply(column);
                return Matcher.quoteReplacement(column.kind() == Kind.DATE ? "DATE '1970-01-01' + " + read : read);
            });
        }

        private Column column(String name) {
            return columns.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(this + " has no column " + name));
        }

        /** The SQL type of a column. */
        String type(int column) {
            return columns.get(column).kind().type;
        }

        private String inArrays(Column column) {
            int number = packed.indexOf(column);
            if (number >= 0) {
                return column.kind().ofNumber.replace("%s", "p.n[r.at + " + (number + 1) + "]");
            }
            if (this == ACCOUNTS) {
                return column.kind() == Kind.BYTEA ? "p.h[r.at / " + width + " + 1]" : "r.at";
            }
            return "r." + column.name();
        }

        /** The rows in arrays, whose length the statement does not know. */
        String arrays() {
            return switch (this) {
                case ACCOUNTS -> "locked r CROSS JOIN (SELECT ?::int8[] AS n, ?::bytea[] AS h) p";
                case KEYS ->
                    unnested(List.of("account int4", "tenant_id text", "used_key text", "searched bool")) + " k";
                default ->
                    unnested(Stream.concat(
                                            Stream.of("at int4"),
                                            columns.stream()
                                                    .filter(column ->
                                                            !column.kind().packed())
                                                    .map(column -> column.name() + " " + column.kind().type))
                                    .toList())
                            + " r CROSS JOIN (SELECT ?::int8[] AS n, ?::text[] AS w) p";
            };
        }

        /** Adds the rows in arrays. */
        void bindArrays(List<@Nullable Object[]> rows, SnapshotParameters parameters) {
            if (this == KEYS) {
                bindColumns(rows, 0, columns.size(), parameters);
                return;
            }
            if (this != ACCOUNTS) {
                Integer[] places = new Integer[rows.size()];
                Arrays.setAll(places, row -> row * width);
                parameters.add("int4[]", places);
                bindColumns(rows, width, columns.size(), parameters);
            }
            int first = this == ACCOUNTS ? FOR_LOCKING : 0;
            Words words = new Words();
            Long[] numbers = new Long[rows.size() * width];
            int next = 0;
            for (@Nullable Object[] row : rows) {
                for (int column = first; column < first + width; column++) {
                    numbers[next++] = words.number(row[column]);
                }
            }
            parameters.add("int8[]", numbers);
            if (this == ACCOUNTS) {
                bindColumns(rows, columns.size() - 1, columns.size(), parameters);
            } else {
                parameters.add("text[]", words.all());
            }
        }

        private void bindColumns(List<@Nullable Object[]> rows, int from, int to, SnapshotParameters parameters) {
            for (int column = from; column < to; column++) {
                parameters.addColumn(columns.get(column).kind().type, rows, column);
            }
        }
    }

    /** Adds the accounts that are to be locked, as {@link #LOCKS} wants them. */
    static void bindLocks(List<@Nullable Object[]> accounts, SnapshotParameters parameters) {
        Part.ACCOUNTS.bindColumns(accounts, 0, FOR_LOCKING, parameters);
    }

    private static String unnested(List<String> columns) {
        // why (SELECT ..): it hides the length of the array, so that the database comes to keep one plan for all.
        // why not in FROM: there each array would fill a temporary table of its own
        return columns.stream()
                .map(column -> column.split(" ", -1))
                .map(column -> "unnest((SELECT ?::" + column[1] + "[])) AS " + column[0])
                .collect(Collectors.joining(", ", "(SELECT ", ")"));
    }

    /** Texts that repeat, each once, by number. */
    private static final class Words {
        private final Map<String, Long> numbers = new LinkedHashMap<>();

        long number(@Nullable Object value) {
            if (value instanceof Long number) {
                return number;
            } else if (value instanceof Integer number) {
                return number;
            } else if (value instanceof Boolean truth) {
                return truth ? 1 : 0;
            } else if (value instanceof String word) {
                return numbers.computeIfAbsent(word, fresh -> numbers.size() + 1L);
            }
            return NO_NUMBER;
        }

        String[] all() {
            return numbers.keySet().toArray(new String[0]);
        }
    }
}
