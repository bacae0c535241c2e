// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.usage.UsageLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows out in one format. Not thread-safe. */
final class Export {
    private static final List<String> LEDGER = List.of(
            "seq",
            "operation_id",
            "related_operation_id",
            "at",
            "type",
            "pool",
            "grant_id",
            "amount",
            "balance_after",
            "spendable_after",
            "feature",
            "key",
            "actor",
            "reason",
            "hash");
    private static final List<String> USAGE = List.of("day", "feature", "uses", "credits", "refused", "waived");

    private final RecordWriter writer;

    private Export(RecordWriter writer) {
        this.writer = writer;
    }

    static Export ledger(ExportFormat format, Appendable target) {
        return new Export(RecordWriter.of(format, LEDGER, target));
    }

    static Export usage(ExportFormat format, Appendable target) {
        return new Export(RecordWriter.of(format, USAGE, target));
    }

    void write(LedgerEntry row) {
        write(
                row.seq(),
                row.operationId(),
                row.relatedOperationId(),
                row.at().toString(),
                row.type().name(),
                row.pool().name(),
                row.grantId(),
                row.amount(),
                row.balanceAfter(),
                row.spendableAfter(),
                row.feature(),
                row.key(),
                row.actor(),
                row.reason(),
                row.hash().toString());
    }

    void write(UsageLine line) {
        write(line.day().toString(), line.feature(), line.uses(), line.credits(), line.refused(), line.waived());
    }

    private void write(@Nullable Object... values) {
        try {
            writer.write(values);
        } catch (IOException failure) {
            throw new UncheckedIOException("an export could not be written", failure);
        }
    }
}
