// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.examples.saas.story.Told;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo")
class SaasDemoTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    @DisplayName("tells its twelve chapters, finds everything as told and ends with DEMO OK")
    void endsWell() throws Exception {
        AtomicInteger told = new AtomicInteger();

        boolean well = play(balance -> {
            told.incrementAndGet();
            return balance;
        });

        assertThat(well).isTrue();
        assertThat(lines()).endsWith("DEMO OK").noneMatch(line -> line.contains("NOT AS TOLD"));
        assertThat(lines()).filteredOn(line -> line.matches("\\d+\\. .*")).hasSize(12);
        assertThat(lines())
                .filteredOn(line -> line.matches(" *Balance +\\d+ credits.*"))
                .hasSize(told.get());
    }

    @Test
    @DisplayName("a balance that is told wrongly fails it and is named")
    void noticesAWrongBalance() throws Exception {
        boolean well = play(balance -> balance.equals(new Told(51, 0)) ? new Told(52, 0) : balance);

        assertThat(well).isFalse();
        assertThat(lines())
                .endsWith("DEMO FAILED")
                .doesNotContain("DEMO OK")
                .contains("NOT AS TOLD: balance in chapter 4 (149 of 200 credits are used): "
                        + "told 52 from the plan + 0 in bundles, found 51 from the plan + 0 in bundles");
    }

    private boolean play(UnaryOperator<Told> script) throws Exception {
        return SaasDemo.play(new PrintStream(printed, true, UTF_8), script);
    }

    private List<String> lines() {
        return printed.toString(UTF_8).lines().toList();
    }
}
