// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a failure would leave in a log. */
final class Messages {
    private Messages() {}

    /** Messages and stack traces of a failure, its causes and what was suppressed. */
    static String all(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
