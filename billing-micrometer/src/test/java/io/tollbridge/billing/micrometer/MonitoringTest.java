// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/monitoring: rules and dashboard name what there is, and each alert has its runbook. */
class MonitoringTest {
    private static final Path FOLDER = Path.of("../docs/monitoring");
    private static final Pattern METRIC = Pattern.compile("tollbridge_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(tollbridge_[a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~?)\"([^\"]*)\"");

    private final Scrape scrape = scrape();

    private static Scrape scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BillingMeters meters = BillingMeters.create();
        meters.bindTo(registry);
        return new Scrape(registry.scrape());
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }

    /** The rules, each as its YAML says. */
    private static List<Map<?, ?>> rules() {
        Map<?, ?> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(read("alerts.yml"));
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Object group : list(file, "groups")) {
            for (Object rule : list((Map<?, ?>) group, "rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }

    private static List<?> list(Map<?, ?> of, String name) {
        return (List<?>) requireNonNull(of.get(name), name);
    }

    private static Map<?, ?> map(Map<?, ?> of, String name) {
        return (Map<?, ?>) requireNonNull(of.get(name), name);
    }

    private static List<String> expressionsOfRules() {
        return rules().stream().map(rule -> String.valueOf(rule.get("expr"))).toList();
    }

    private static List<String> expressionsOfTheDashboard() {
        List<String> found = new ArrayList<>();
        collect(JsonParser.parseString(read("dashboard.json")), found);
        return found;
    }

    private static void collect(JsonElement element, List<String> found) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(one -> collect(one, found));
        } else if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            if (object.has("expr")) {
                found.add(object.get("expr").getAsString());
            }
            object.entrySet().forEach(entry -> collect(entry.getValue(), found));
        }
    }

    private static Set<String> metrics(Stream<String> expressions) {
        return expressions
                .flatMap(expression -> METRIC.matcher(expression).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricOfTheRulesIsInAScrape() {
        assertThat(metrics(expressionsOfRules().stream())).hasSizeGreaterThan(8).isSubsetOf(scrape.names());
    }

    @Test
    void everyMetricOfTheDashboardIsInAScrape() {
        assertThat(expressionsOfTheDashboard()).hasSizeGreaterThan(10);
        assertThat(metrics(expressionsOfTheDashboard().stream())).isSubsetOf(scrape.names());
    }

    @Test
    void everyMetricOfTheScrapeIsOnTheDashboardAndInTheList() {
        Set<String> shown = metrics(expressionsOfTheDashboard().stream());
        Set<String> listed = metrics(Stream.of(read("README.md")));
        assertThat(scrape.names()).isNotEmpty().allSatisfy(name -> {
            assertThat(shown).contains(name);
            assertThat(listed).anyMatch(name::startsWith);
        });
    }

    @Test
    void everyLabelValueOfTheRulesAndTheListIsInAScrape() {
        List<String> wanted = new ArrayList<>();
        Stream.concat(expressionsOfRules().stream(), expressionsOfTheDashboard().stream())
                .forEach(expression -> {
                    Matcher selector = SELECTOR.matcher(expression);
                    while (selector.find()) {
                        Matcher matcher = MATCHER.matcher(selector.group(2));
                        while (matcher.find()) {
                            for (String value : matcher.group(3).split("\\|", -1)) {
                                wanted.add(selector.group(1) + " " + matcher.group(1) + "=" + value);
                            }
                        }
                    }
                });
        assertThat(wanted).hasSizeGreaterThan(6);
        assertThat(scrape.labels()).containsAll(wanted);
    }

    @Test
    void everyAlertIsCompleteAndHasItsRunbook() {
        String readme = read("README.md");
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            String name = String.valueOf(rule.get("alert"));
            Map<?, ?> annotations = map(rule, "annotations");
            assertThat(name).startsWith("Tollbridge");
            assertThat(map(rule, "labels").get("severity")).isIn("critical", "warning");
            assertThat(String.valueOf(annotations.get("summary"))).isNotBlank();
            assertThat(annotations.get("runbook"))
                    .isEqualTo("docs/monitoring/README.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(readme).contains("\n### " + name + "\n\n");
        });
        long sections = readme.lines().filter(line -> line.startsWith("### ")).count();
        assertThat(sections).isEqualTo(rules().size());
    }

    @Test
    void prometheusItselfAcceptsTheRules(@TempDir Path folder) throws IOException, InterruptedException {
        Optional<Path> tool = Arrays.stream(
                        String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .map(place -> Path.of(place, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(tool.isPresent(), "promtool is not on the PATH");
        Path output = folder.resolve("promtool.log");
        Process process = new ProcessBuilder(
                        tool.orElseThrow().toString(),
                        "check",
                        "rules",
                        FOLDER.resolve("alerts.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
    }
}
