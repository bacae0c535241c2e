// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/** How ledgers and usage are written out. */
public enum ExportFormat {
    /**
     * Comma-separated values with a header line and CRLF line ends.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>. Texts that a spreadsheet would take for a
     *     formula get an apostrophe in front.
     */
    CSV,
    /** One JSON object a line, with LF line ends. */
    JSON_LINES
}
