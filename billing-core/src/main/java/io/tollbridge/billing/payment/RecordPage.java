// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.util.List;
import java.util.Optional;

/**
 * A page of records, newest first.
 *
 * @param records in the service's order
 * @param more true when older ones follow
 */
public record RecordPage(List<StoredRecord> records, boolean more) {
    public RecordPage {
        records = List.copyOf(records);
    }

    /** The query for the page that follows, empty when there is none. */
    public Optional<RecordQuery> next(RecordQuery query) {
        return more && !records.isEmpty()
                ? Optional.of(query.after(records.get(records.size() - 1).id()))
                : Optional.empty();
    }

    /**
     * A record.
     *
     * @param id the service's id
     * @param payload the record as JSON, in the API version that this library is written for (events: in that of their
     *     day); may hold personal data, never log it
     */
    public record StoredRecord(String id, String payload) {
        /** Without the payload. */
        @Override
        public String toString() {
            return "StoredRecord[" + id + "]";
        }
    }
}
