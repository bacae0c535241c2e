// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.JobState;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@code billing_jobs}: how far work has come that some node does at set times. */
final class JobTable {
    private static final String FIND = "SELECT position, due_at FROM {billing_jobs} WHERE job = :job";

    private final String find;
    private final String save;

    JobTable(SqlText sql) {
        find = sql.of(FIND);
        save = sql.dialect().upserts().insertOrReplace(layout(sql));
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("billing_jobs", List.of("job"), List.of("position", "due_at"));
    }

    Optional<JobState> find(Handle handle, String job) {
        return handle.createQuery(find)
                .bind("job", job)
                .map((row, context) -> new JobState(row.getString("position"), EpochMillis.read(row, "due_at")))
                .findOne();
    }

    void save(Handle handle, String job, JobState state) {
        handle.createUpdate(save)
                .bind("job", job)
                .bind("position", state.position())
                .bind("due_at", state.dueAt().toEpochMilli())
                .execute();
    }
}
