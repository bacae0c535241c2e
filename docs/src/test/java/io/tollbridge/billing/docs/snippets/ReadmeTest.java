// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.examples.quickstart.Quickstart;
import io.tollbridge.billing.examples.saas.story.Story;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("README")
class ReadmeTest {
    private static final Pattern CHAPTER = Pattern.compile("```text\\n(\\d+\\. [^`]+)```");
    private static final String A_TIME = "[0-9]{4}-[0-9-]+T[0-9:.]+Z";

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final Catalog catalog = Catalog.builder()
            .feature("SEND_EMAIL", 1)
            .feature("GENERATE_CAMPAIGN", 20)
            .plan(Plan.monthly("free", 30))
            .build();
    private final BillingService billing;

    // tag::tracked[]
    public interface Campaigns {
        @TrackUsage("GENERATE_CAMPAIGN")
        String write(String subject);
    }
    // end::tracked[]

    ReadmeTest() {
        dataSource.setURL("jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1");
        billing = service(dataSource);
    }

    private BillingService service(DataSource database) {
        return BillingService.builder()
                .store(JdbcBillingStore.create(database))
                .catalog(catalog)
                .tenantResolver(() -> "acme")
                .build();
    }

    @BeforeEach
    void acmeIsOnTheFreePlan() {
        billing.subscriptions().startLocalPlan("acme", "free");
    }

    @AfterEach
    void forget() throws SQLException {
        billing.close();
        try (Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("SHUTDOWN");
        }
    }

    @Test
    @DisplayName("shows what the quickstart prints")
    void showsTheQuickstartsOutput() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            Quickstart.main(new String[0]);
        } finally {
            System.setOut(console);
        }

        String readme = Files.readString(readmeFile()).replaceAll(A_TIME, "A_TIME");
        assertThat(readme).contains(printed.toString(UTF_8).replaceAll(A_TIME, "A_TIME"));
    }

    @Test
    @DisplayName("shows a chapter that the demo tells")
    void showsAChapterOfTheDemo(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        List<String> differences = Story.play(new PrintStream(told, true, UTF_8), UnaryOperator.identity(), folder);

        Matcher chapter = CHAPTER.matcher(Files.readString(readmeFile()));
        assertThat(differences).isEmpty();
        assertThat(chapter.find()).isTrue();
        assertThat(told.toString(UTF_8)).contains(chapter.group(1));
    }

    @Test
    @DisplayName("a tracked method is charged when it returns and does not run without credits")
    void tracksAMethod() {
        Campaigns generator = subject -> "Ten reasons to try " + subject;

        // tag::tracking[]
        Campaigns campaigns = billing.trackUsage(Campaigns.class, generator);
        String campaign = campaigns.write("toll bridges");
        // end::tracking[]

        assertThat(campaign).isEqualTo("Ten reasons to try toll bridges");
        assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(10);
        assertThatThrownBy(() -> campaigns.write("bridges")).isInstanceOf(InsufficientCreditsException.class);
    }

    @Test
    @DisplayName("a tracked interface need not be public")
    void tracksInterfacesThatAreNotPublic() {
        interface Hidden {
            @TrackUsage("SEND_EMAIL")
            void send();
        }

        billing.trackUsage(Hidden.class, () -> {}).send();

        assertThat(billing.getCreditBalance("acme").used()).isPositive();
    }

    @Test
    @DisplayName("a charge inside the host's transaction commits or rolls back with it")
    void joinsTheHostsTransaction() throws SQLException {
        // tag::transaction[]
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            // the host's own statements
            billing.inTransaction(connection)
                    .deductCredits(Deduction.of("acme").feature("SEND_EMAIL").idempotencyKey("mail-4711"));
            connection.commit();
        }
        // end::transaction[]

        assertThat(billing.getCreditBalance("acme").used()).isEqualTo(1);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            billing.inTransaction(connection).deductCredits("acme", 5);
            connection.rollback();
        }
        assertThat(billing.getCreditBalance("acme").used()).isEqualTo(1);
    }

    private static Path readmeFile() {
        return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")))
                .findFirst()
                .orElseThrow()
                .resolve("README.md");
    }
}
