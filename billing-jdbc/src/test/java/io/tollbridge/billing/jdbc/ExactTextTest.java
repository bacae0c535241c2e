// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.StoredKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ids and keys that differ in anything at all are different, on every database. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ExactTextTest {
    private final JdbcBillingStore store;
    private final StoreFixture fixture;

    ExactTextTest(TestDatabase database) {
        store = JdbcBillingStore.create(database.freshDataSource());
        fixture = new StoreFixture(store);
    }

    private static final List<String> ALIKE = List.of(
            "acme",
            "Acme",
            "ACME",
            "acmé",
            "acme ",
            "acme  ",
            " acme",
            "acme\t",
            "ａcme",
            "straße",
            "strasse",
            "İ",
            "i",
            "ı",
            "é",
            "e\u0301",
            "😀",
            "😁",
            "a%",
            "a_",
            "a\\",
            "a'",
            "a\"",
            "a;--",
            "x".repeat(255),
            "x".repeat(254) + "y",
            "漢".repeat(255));

    @Test
    void tenantsThatLookAlikeAreDifferentTenants() {
        ALIKE.forEach(tenant -> fixture.change(
                tenant, before -> Change.of(before).entries(Samples.entry(1, 1, "k:" + tenant, tenant))));

        for (String tenant : ALIKE) {
            assertThat(fixture.account(tenant)).isEqualTo(Samples.empty(tenant, 1));
            assertThat(fixture.ledger(tenant, 0, 9)).containsExactly(Samples.entry(1, 1, "k:" + tenant, tenant));
        }
        assertThat(fixture.read("acme   ")).isEqualTo(Account.unknown("acme   "));
        List<String> listed = new ArrayList<>();
        String after = "";
        while (true) {
            String from = after;
            List<String> page = store.read(reader -> reader.tenants(from, 10));
            if (page.isEmpty()) {
                break;
            }
            listed.addAll(page);
            after = page.get(page.size() - 1);
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(ALIKE);
    }

    @Test
    void keysAndHoldsThatLookAlikeAreDifferent() {
        String tenant = Samples.fresh("tenant");
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .silent(ALIKE.stream()
                                .map(key -> new AccountChange.SilentOperation("k:" + key, key.hashCode(), 0, NOW))
                                .toArray(AccountChange.SilentOperation[]::new))
                        .holds(ALIKE.stream()
                                .map(id -> Samples.hold("k:" + id, Hold.State.OPEN))
                                .toArray(Hold[]::new)));

        store.inTransaction(transaction -> {
            List<StoredKey> keys =
                    ALIKE.stream().map(key -> new StoredKey(tenant, "k:" + key)).toList();
            var found = transaction.operations(keys);
            assertThat(found).hasSize(ALIKE.size());
            found.forEach((key, operation) -> assertThat(operation.fingerprint())
                    .isEqualTo(key.stored().substring(2).hashCode()));
            return found;
        });
        Stream.of("acme", "acme ", "ACME")
                .forEach(id -> assertThat(fixture.account(tenant, "k:" + id).holds())
                        .extracting(Hold::id)
                        .containsExactly("k:" + id));
        assertThat(fixture.account(tenant, "k:acme   ").holds()).isEmpty();
    }
}
