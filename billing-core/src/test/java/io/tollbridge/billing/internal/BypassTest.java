// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.internal.FakeStore.Fault;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.TenantContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BypassTest {
    private final TrackedHost host = new TrackedHost();

    interface Api {
        @TrackUsage("MAIL")
        String send(String to);

        @TrackUsage("MAIL")
        void once(@BillingKey String key);
    }

    private final Api api = host.billing.trackUsage(Api.class, new Api() {
        @Override
        public String send(String to) {
            if (to.isEmpty()) {
                throw new IllegalStateException("to nobody");
            }
            return "sent to " + to;
        }

        @Override
        public void once(String key) {}
    });

    private List<LedgerEntry> waived() {
        return host.store.rows().tenant(TrackedHost.T).ledger.stream()
                .filter(row -> row.type() == EntryType.WAIVE)
                .toList();
    }

    private long waivedCredits() {
        return host.usage().stream().mapToLong(use -> use.waived()).sum();
    }

    @Test
    @DisplayName("H4: a call that an operator bypasses costs nothing and is counted as waived")
    void countsABypassedCallAsWaived() throws Exception {
        host.billing.deductCredits(TrackedHost.T, 90);
        String answer = host.billing.admin().bypass("ann@support", "goodwill 4711", () -> api.send("ann"));
        assertThat(answer).isEqualTo("sent to ann");
        host.credits(10, 0);
        assertThat(waivedCredits()).isEqualTo(5);
        assertThat(waived()).singleElement().satisfies(row -> {
            assertThat(row.actor()).isEqualTo("ann@support");
            assertThat(row.reason()).isEqualTo("goodwill 4711");
        });
    }

    @Test
    void aBypassedCallNeedsNoCredits() throws Exception {
        host.billing.deductCredits(TrackedHost.T, 100);
        assertThat(host.billing.admin().bypass("ann", "goodwill", () -> api.send("ann")))
                .isEqualTo("sent to ann");
    }

    @Test
    void aBypassNeedsAnActorAndAReasonOrNothingRuns() {
        assertThatThrownBy(() -> host.billing.admin().bypass("", "goodwill", () -> api.send("ann")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> host.billing.admin().bypass("ann", " ", () -> api.send("ann")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(waived()).isEmpty();
        host.credits(100, 0);
    }

    @Test
    void aBypassedCallThatFailsIsNotCounted() {
        assertThatThrownBy(() -> host.billing.admin().bypass("ann", "goodwill", () -> api.send("")))
                .hasMessage("to nobody");
        assertThat(waived()).isEmpty();
    }

    @Test
    void aBypassEndsWithItsWorkAlsoForWhatWasHandedOver() throws Exception {
        Runnable kept = host.billing.admin().bypass("ann", "goodwill", () -> {
            Runnable work = TenantContext.wrap(() -> assertThat(api.send("bob")).isNotEmpty());
            work.run();
            return work;
        });
        host.credits(100, 0);
        assertThat(waived()).hasSize(1);
        kept.run();
        host.credits(95, 0);
        assertThat(api.send("cid")).isNotEmpty();
        host.credits(90, 0);
    }

    @Test
    void aBypassOfOneServiceDoesNotBindAnother() throws Exception {
        Api other = host.service(host.store, () -> TrackedHost.T, Map.of()).trackUsage(Api.class, api);
        assertThat(host.billing.admin().bypass("ann", "goodwill", () -> other.send("ann")))
                .isNotEmpty();
        host.credits(95, 0);
    }

    @Test
    void aWaivedUseDoesNotPayForALaterOneOfTheSameKey() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(host.billing.admin().bypass("ann", "goodwill", () -> {
                        api.once("r1");
                        return true;
                    }))
                    .isTrue();
        }
        assertThat(waivedCredits()).isEqualTo(5);
        api.once("r1");
        host.credits(95, 0);
    }

    @Test
    void aUseThatCouldNotBeCountedIsCountedLater() throws Exception {
        assertThat(TrackedHost.logged(() -> {
                    try {
                        assertThat(host.billing.admin().bypass("ann", "goodwill", () -> {
                                    host.store.faults.add(Fault.UNAVAILABLE);
                                    return api.send("ann");
                                }))
                                .isEqualTo("sent to ann");
                    } catch (Exception impossible) {
                        throw new AssertionError(impossible);
                    }
                }))
                .hasSize(1);
        assertThat(waived()).isEmpty();
        host.billing.close();
        assertThat(waived()).hasSize(1);
    }
}
