// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether answers are those of some serial order that agrees with what callers saw of time. The order of what was
 * carried out is that of the ledger; for each refusal there must be a moment between its call and its answer at which
 * exactly so much could be spent.
 */
final class SerialOrder {
    private final List<Told> carriedOut;
    private final List<Told> refusals;
    private final List<Long> spendable = new ArrayList<>();
    private final PlainAccount account;

    SerialOrder(List<Told> history, PlainAccount account) {
        this.account = account;
        carriedOut = history.stream()
                .filter(told -> !told.refused())
                .sorted(Comparator.comparingLong(Told::operation))
                .toList();
        refusals = history.stream().filter(Told::refused).toList();
    }

    void check() {
        spendable.add(account.spendable());
        for (Told told : carriedOut) {
            assertThat(told.answer())
                    .as("%s, operation %s of %s", told.what(), told.operation(), told.tenant())
                    .isEqualTo(told.move().on(account, told.operation()));
            spendable.add(account.spendable());
        }
        checkTime();
        refusals.forEach(this::checkRefusal);
    }

    /** What was answered before another call was made comes before it. */
    private void checkTime() {
        long earliestAnswer = Long.MAX_VALUE;
        for (int i = carriedOut.size() - 1; i >= 0; i--) {
            Told told = carriedOut.get(i);
            assertThat(told.begun())
                    .as("operation %s was made after a later one was answered", told.operation())
                    .isLessThan(earliestAnswer);
            earliestAnswer = Math.min(earliestAnswer, told.answered());
        }
    }

    private void checkRefusal(Told refusal) {
        int first = 0;
        int last = carriedOut.size();
        for (int i = 0; i < carriedOut.size(); i++) {
            if (carriedOut.get(i).answered() < refusal.begun()) {
                first = i + 1;
            }
            if (carriedOut.get(i).begun() > refusal.answered()) {
                last = Math.min(last, i);
            }
        }
        List<Long> possible = spendable.subList(first, last + 1);
        assertThat(possible.stream()
                        .filter(credits -> credits < refusal.requested())
                        .map(credits -> "refused with " + credits))
                .as("%s of %s, while %s could be spent", refusal.what(), refusal.tenant(), possible)
                .contains(refusal.answer());
    }
}
