// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quickstart")
class QuickstartTest {

    @Test
    @DisplayName("charges two mails, repeats one answer, refuses the third mail, and its ledger is sound")
    void tellsWhatHappens() {
        List<String> lines = run().lines().toList();

        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).startsWith("mail-1: Deducted").contains("spendableAfter=3");
        assertThat(lines.get(1)).startsWith("mail-1: Replayed").contains("spendableAfter=3");
        assertThat(lines.get(2)).startsWith("mail-2: Deducted").contains("spendableAfter=1");
        assertThat(lines.get(3)).startsWith("mail-3: Insufficient[requested=2, spendable=1,");
        assertThat(lines.get(4)).contains("subscription=1,", "used=4,", "planName=free");
        assertThat(lines.get(5)).endsWith("findings=[]]");
    }

    private static String run() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            Quickstart.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(UTF_8);
    }
}
