// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerVerification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody changes rows with SQL, past every constraint that holds: {@code verify} says what is wrong, and where. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class TamperTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final DataSource dataSource;
    private final BillingService billing;
    private final String tenant = "tampered-" + TENANTS.incrementAndGet();

    TamperTest(TestDatabase database) {
        dataSource = database.sharedBy(TamperTest.class);
        billing = Campaign.nodes(List.of(JdbcBillingStore.builder(dataSource)
                        .schemaMode(SchemaMode.NONE)
                        .build()))
                .get(0);
    }

    /** S = 0 of 1000, U = 150; lots 2 and 3 with 440 and 300; 900 held; 9 rows. */
    @BeforeEach
    void aTenantWithASliceTwoLotsAndAHold() {
        billing.subscriptions().startLocalPlan(tenant, "plan"); // 1
        billing.addCredits(tenant, 500, CreditType.BUNDLE); // 2
        billing.addCredits(tenant, 300, CreditType.BUNDLE); // 3
        billing.deductCredits(Deduction.of(tenant).feature("LLM").cost(150)); // 4
        billing.hold(Deduction.of(tenant).feature("LLM").cost(900).idempotencyKey("job")); // 5 to 8
        billing.deductCredits(tenant, 10); // 9
        assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
        assertThat(billing.ledger().verify(tenant).entriesChecked()).isEqualTo(9);
    }

    @AfterEach
    void endsTheTenant() {
        deleteItsRows();
        billing.close();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "an amount",
                        "UPDATE credit_transactions SET amount = amount - 1 WHERE :row4",
                        "HASH row 4",
                        "RUNNING_BALANCE row 4",
                        "GRANT_BALANCE grant 1"),
                change(
                        "a balance",
                        "UPDATE credit_transactions SET balance_after = balance_after + 1 WHERE :row4",
                        "HASH row 4",
                        "RUNNING_BALANCE row 4",
                        "RUNNING_BALANCE row 5"),
                change(
                        "an amount and its balance",
                        "UPDATE credit_transactions SET amount = 501, balance_after = 501 WHERE :row2",
                        "HASH row 2",
                        "RUNNING_BALANCE row 3",
                        "GRANT_BALANCE grant 2"),
                change("a feature", "UPDATE credit_transactions SET feature = 'SMS' WHERE :row4", "HASH row 4"),
                change("a missing feature", "UPDATE credit_transactions SET feature = NULL WHERE :row4", "HASH row 4"),
                change(
                        "a time",
                        "UPDATE credit_transactions SET created_at = created_at + 1 WHERE :row9",
                        "HASH row 9"),
                change("a reason", "UPDATE credit_transactions SET reason = 'gift' WHERE :row2", "HASH row 2"),
                change("a key", "UPDATE credit_transactions SET idempotency_key = 'k:x' WHERE :row5", "HASH row 5"),
                change(
                        "the operation of a row",
                        "UPDATE credit_transactions SET operation_id = 8 WHERE :row8",
                        "HASH row 8",
                        "HOLD_BALANCE hold k:job",
                        "HOLD_BALANCE row 8"),
                change(
                        "the lot of a row",
                        "UPDATE credit_transactions SET grant_id = 3 WHERE :row9",
                        "HASH row 9",
                        "GRANT_BALANCE grant 2",
                        "GRANT_BALANCE grant 3"),
                change(
                        "a row in the middle deleted",
                        "DELETE FROM credit_transactions WHERE :row4",
                        "GAP row 5",
                        "HASH row 5",
                        "RUNNING_BALANCE row 5",
                        "GRANT_BALANCE grant 1"),
                change(
                        "the first row deleted",
                        "DELETE FROM credit_transactions WHERE :row1",
                        "GAP row 2",
                        "HASH row 2",
                        "RUNNING_BALANCE row 4",
                        "GRANT_BALANCE grant 1"),
                change(
                        "the newest row deleted",
                        "DELETE FROM credit_transactions WHERE :row9",
                        "HEAD account",
                        "ACCOUNT_BALANCE pool BUNDLE",
                        "GRANT_BALANCE grant 2"),
                change(
                        "the newest rows deleted",
                        "DELETE FROM credit_transactions WHERE tenant_id = :tenant AND seq >= 8",
                        "HEAD account",
                        "ACCOUNT_BALANCE pool BUNDLE",
                        "ACCOUNT_BALANCE pool HELD",
                        "GRANT_BALANCE grant 2",
                        "HOLD_BALANCE hold k:job"),
                change(
                        "all rows deleted",
                        "DELETE FROM credit_transactions WHERE tenant_id = :tenant",
                        "HEAD account",
                        "ACCOUNT_BALANCE pool BUNDLE",
                        "ACCOUNT_BALANCE pool HELD",
                        "GRANT_BALANCE grant 1",
                        "GRANT_BALANCE grant 2",
                        "GRANT_BALANCE grant 3",
                        "HOLD_BALANCE hold k:job"),
                change(
                        "two rows swapped",
                        "UPDATE credit_transactions SET seq = 99 WHERE :row2;"
                                + "UPDATE credit_transactions SET seq = 2 WHERE :row3;"
                                + "UPDATE credit_transactions SET seq = 3 WHERE tenant_id = :tenant AND seq = 99",
                        "HASH row 2",
                        "RUNNING_BALANCE row 2",
                        "HASH row 3",
                        "RUNNING_BALANCE row 3",
                        "HASH row 4",
                        "RUNNING_BALANCE row 6"),
                change(
                        "subscription credits",
                        "UPDATE billing_credits SET sub_remaining = 5 WHERE tenant_id = :tenant",
                        "ACCOUNT_BALANCE pool SUBSCRIPTION",
                        "GRANT_BALANCE grant 1"),
                change(
                        "held subscription credits",
                        "UPDATE billing_credits SET sub_held = 849 WHERE tenant_id = :tenant",
                        "ACCOUNT_BALANCE pool HELD",
                        "ACCOUNT_BALANCE account",
                        "GRANT_BALANCE grant 1"),
                change(
                        "used credits",
                        "UPDATE billing_credits SET sub_used = sub_used - 1 WHERE tenant_id = :tenant",
                        "GRANT_BALANCE grant 1"),
                change(
                        "the allowance",
                        "UPDATE billing_credits SET sub_allowance = 1001 WHERE tenant_id = :tenant",
                        "GRANT_BALANCE grant 1"),
                change(
                        "the sum of the lots",
                        "UPDATE billing_credits SET bundle_remaining = 741 WHERE tenant_id = :tenant",
                        "ACCOUNT_BALANCE account"),
                change(
                        "the sums of held and frozen credits",
                        "UPDATE billing_credits SET held = 901, frozen = 1 WHERE tenant_id = :tenant",
                        "ACCOUNT_BALANCE account"),
                change(
                        "the ledger's head",
                        "UPDATE billing_credits SET ledger_seq = 8 WHERE tenant_id = :tenant",
                        "HEAD account"),
                change(
                        "a lot's credits",
                        "UPDATE credit_grants SET remaining = 301 WHERE tenant_id = :tenant AND grant_id = 3",
                        "ACCOUNT_BALANCE pool BUNDLE",
                        "ACCOUNT_BALANCE account",
                        "GRANT_BALANCE grant 3"),
                change(
                        "a lot's held credits",
                        "UPDATE credit_grants SET held = 49 WHERE tenant_id = :tenant AND grant_id = 2",
                        "ACCOUNT_BALANCE pool HELD",
                        "ACCOUNT_BALANCE account",
                        "GRANT_BALANCE grant 2"),
                change(
                        "credits moved from lot to lot",
                        "UPDATE credit_grants SET remaining = remaining + 1 WHERE tenant_id = :tenant AND grant_id = 2;"
                                + "UPDATE credit_grants SET remaining = remaining - 1 WHERE tenant_id = :tenant AND"
                                + " grant_id = 3",
                        "GRANT_BALANCE grant 2",
                        "GRANT_BALANCE grant 3"),
                change(
                        "a lot deleted",
                        "DELETE FROM credit_grants WHERE tenant_id = :tenant AND grant_id = 3",
                        "ACCOUNT_BALANCE pool BUNDLE",
                        "ACCOUNT_BALANCE account",
                        "GRANT_BALANCE grant 3"),
                change(
                        "the credits of a hold",
                        "UPDATE billing_holds SET credits = 901 WHERE tenant_id = :tenant",
                        "HOLD_BALANCE hold k:job"),
                change(
                        "the legs of a hold",
                        "UPDATE billing_holds SET legs = 's1:849,l2:51' WHERE tenant_id = :tenant",
                        "HOLD_BALANCE hold k:job"),
                change(
                        "the state of a hold",
                        "UPDATE billing_holds SET state = 'RELEASED' WHERE tenant_id = :tenant",
                        "HOLD_BALANCE row 5"),
                change("a hold deleted", "DELETE FROM billing_holds WHERE tenant_id = :tenant", "HOLD_BALANCE row 5"));
    }

    private static Arguments change(String what, String sql, String... found) {
        return argumentSet(what, sql, Set.of(found));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatWasChangedIsNamed(String sql, Set<String> found) {
        Stream.of(sql.split(";", -1)).forEach(this::execute);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(found);

        List<LedgerVerification> unsound = new ArrayList<>();
        assertThat(billing.ledger().verifyAll(unsound::add).unsound()).isOne();
        assertThat(unsound).extracting(LedgerVerification::tenantId).containsExactly(tenant);
    }

    @Test
    void aChangedHashIsNamedAtItsRowAndAtTheNext() throws SQLException {
        flipABitOf("credit_transactions", "hash", "seq = 4");
        assertThat(found()).containsExactlyInAnyOrder("HASH row 4", "HASH row 5");
    }

    @Test
    void aChangedHashOfTheHeadIsNamed() throws SQLException {
        flipABitOf("billing_credits", "ledger_hash", "version > 0");
        assertThat(found()).containsExactly("HEAD account");
    }

    @Test
    void changedDebtIsNamed() {
        deleteItsRows();
        billing.addCredits(tenant, 1, CreditType.BUNDLE);
        billing.deductCredits(Deduction.of(tenant).cost(31).onShortfall(ShortfallPolicy.overage(50)));
        execute("UPDATE billing_credits SET debt = 20 WHERE tenant_id = :tenant");
        assertThat(found()).containsExactly("ACCOUNT_BALANCE pool DEBT");
        assertThat(billing.ledger().verify(tenant).findings())
                .extracting(LedgerFinding::message)
                .containsExactly("the account has 20 credits, its ledger adds up to 30, difference -10");
    }

    private void deleteItsRows() {
        for (String table : List.of("credit_transactions", "credit_grants", "billing_holds", "billing_credits")) {
            execute("DELETE FROM " + table + " WHERE tenant_id = :tenant");
        }
    }

    /** What was found, each as "KIND where". */
    private Set<String> found() {
        Set<String> found = new TreeSet<>();
        for (LedgerFinding finding : billing.ledger().verify(tenant).findings()) {
            found.add(finding.kind() + " " + finding.where());
        }
        return found;
    }

    private void execute(String sql) {
        String statement =
                sql.replaceAll(":row(\\d)", "tenant_id = :tenant AND seq = $1").replace(":tenant", "'" + tenant + "'");
        try (Connection connection = dataSource.getConnection();
                Statement jdbc = connection.createStatement()) {
            jdbc.executeUpdate(statement);
        } catch (SQLException refused) {
            throw new IllegalStateException(statement, refused);
        }
    }

    private void flipABitOf(String table, String column, String which) throws SQLException {
        String where = " WHERE tenant_id = '" + tenant + "' AND " + which;
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT " + column + " FROM " + table + where);
                PreparedStatement update =
                        connection.prepareStatement("UPDATE " + table + " SET " + column + " = ?" + where)) {
            assertThat(row.next()).isTrue();
            byte[] hash = Objects.requireNonNull(row.getBytes(1));
            hash[7] ^= 1;
            update.setBytes(1, hash);
            assertThat(update.executeUpdate()).isOne();
        }
    }
}
