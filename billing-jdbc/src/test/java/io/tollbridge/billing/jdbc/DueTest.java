// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.DueTenant;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What time alone has brought about. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class DueTest {
    private final BillingStore store;
    private final StoreFixture fixture;

    DueTest(TestDatabase database) {
        store = database.newStore();
        fixture = new StoreFixture(store);
    }

    @Test
    void accountsAndHoldsAreDueFromTheirMomentOn() {
        due("slice", NOW);
        holds(
                "hold",
                hold("k:1", Hold.State.OPEN, NOW),
                hold("k:2", Hold.State.OPEN, NOW.plusMillis(1)),
                hold("k:3", Hold.State.CAPTURED, NOW.minusMillis(1)));
        due("both", NOW, hold("k:4", Hold.State.OPEN, NOW));
        fixture.account("never");

        assertThat(due(NOW.minusMillis(1), "", 10)).isEmpty();
        assertThat(due(NOW, "", 10))
                .containsExactly(
                        new DueTenant("both", List.of("k:4")),
                        new DueTenant("hold", List.of("k:1")),
                        new DueTenant("slice", List.of()));
        assertThat(due(NOW.plusMillis(1), "both", 1)).containsExactly(new DueTenant("hold", List.of("k:1", "k:2")));
        assertThat(due(NOW, "slice", 10)).isEmpty();
    }

    @Test
    void aLaterTimeReplacesAnEarlierOneEvenWhenNothingElseChanged() {
        due("tenant", NOW);
        fixture.change("tenant", before -> Change.of(before).dueAt(NOW.plusSeconds(1)));
        assertThat(due(NOW, "", 10)).isEmpty();
        assertThat(due(NOW.plusSeconds(1), "", 10)).hasSize(1);

        fixture.change("tenant", Change::of);
        assertThat(due(NOW.plusSeconds(9), "", 10)).isEmpty();
    }

    @Test
    void manyDueTenantsAreWalkedThroughPageByPage() {
        IntStream.range(0, 25).forEach(i -> {
            due("a%02d".formatted(i), NOW);
            holds("b%02d".formatted(i), hold("k:1", Hold.State.OPEN, NOW));
        });

        String after = "";
        int seen = 0;
        while (true) {
            List<DueTenant> page = due(NOW, after, 7);
            if (page.isEmpty()) {
                break;
            }
            seen += page.size();
            after = page.get(page.size() - 1).tenantId();
        }
        assertThat(seen).isEqualTo(50);
    }

    private void due(String tenant, Instant at, Hold... holds) {
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.empty(tenant, before.version() + 1))
                        .holds(holds)
                        .dueAt(at));
    }

    private void holds(String tenant, Hold... holds) {
        fixture.change(tenant, before -> Change.of(before).holds(holds));
    }

    private static Hold hold(String id, Hold.State state, Instant expiresAt) {
        return new Hold(id, 1, "LLM", 1, List.of(), state, 0, 0, 0, 0, 0, expiresAt);
    }

    private List<DueTenant> due(Instant now, String after, int limit) {
        return store.read(reader -> reader.due(now, after, limit));
    }
}
