// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.examples.saas.story.Told;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo")
class SaasDemoTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    @DisplayName("tells its sixteen chapters, finds everything as told and ends with DEMO OK")
    void endsWell() throws Exception {
        AtomicInteger told = new AtomicInteger();

        boolean well = play(balance -> {
            told.incrementAndGet();
            return balance;
        });

        assertThat(well).isTrue();
        assertThat(lines()).endsWith("DEMO OK").noneMatch(line -> line.contains("NOT AS TOLD"));
        assertThat(lines()).filteredOn(line -> line.matches("\\d+\\. .*")).hasSize(16);
        assertThat(lines())
                .filteredOn(line -> line.matches(" *Balance +\\d+ credits.*"))
                .hasSize(told.get());
        assertThat(withoutIds(printed.toString(UTF_8)))
                .as("the chapter that README.md shows")
                .contains(withoutIds(chapterInReadme()));
    }

    private static String chapterInReadme() throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));
        Matcher chapter = Pattern.compile("(?s)```text\\n(\\d+\\. .*?)```").matcher(readme);
        assertThat(chapter.find()).isTrue();
        return chapter.group(1);
    }

    private static String withoutIds(String text) {
        return text.replaceAll("cs_test_\\w+", "cs_test_");
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

    @Test
    @DisplayName("what it does on Stripe itself works, told to a stand-in that lives in today's time")
    void playsOnStripe() throws Exception {
        try (FakeStripe stripe = FakeStripe.start(InstantSource.system())) {
            boolean well = SaasDemo.playOnStripe(
                    new PrintStream(printed, true, UTF_8), "sk_test_a", URI.create(stripe.apiBase()));

            assertThat(well).as(String.join("\n", lines())).isTrue();
            assertThat(lines()).endsWith("DEMO OK");
            assertThat(stripe.requests().to("POST /v1/customers")).isNotEmpty();
            assertThat(stripe.requests().to("DELETE /v1/customers")).hasSize(1);
        }
    }

    @Test
    @DisplayName("a live key is refused without asking Stripe, and not shown")
    void refusesLiveKeys() throws Exception {
        try (FakeStripe stripe = FakeStripe.start()) {
            boolean well = SaasDemo.playOnStripe(
                    new PrintStream(printed, true, UTF_8), "sk_live_secret", URI.create(stripe.apiBase()));

            assertThat(well).isFalse();
            assertThat(lines()).endsWith("DEMO FAILED").noneMatch(line -> line.contains("sk_live_secret"));
            assertThat(stripe.requests().all()).isEmpty();
        }
    }

    private boolean play(UnaryOperator<Told> script) throws Exception {
        return SaasDemo.play(new PrintStream(printed, true, UTF_8), script);
    }

    private List<String> lines() {
        return printed.toString(UTF_8).lines().toList();
    }
}
