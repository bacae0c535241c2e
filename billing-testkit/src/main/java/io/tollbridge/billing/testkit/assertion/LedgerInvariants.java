// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.spi.BillingStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be true at any time, whatever was called, retried, or lost on the way. Reads only, each tenant on snapshots;
 * may run beside writers, but never inside a transaction of the caller. Keeps no state.
 */
public final class LedgerInvariants {
    private static final int PAGE = 1_000;

    private LedgerInvariants() {}

    /**
     * Verifies every ledger: no gap, every hash, running balances, the account's balances, each slice, lot and hold, no
     * state that no rule can reach.
     *
     * @throws AssertionError when a ledger does not add up; it names each tenant with every finding and how its balance
     *     came to be
     */
    public static void check(BillingService billing) {
        Map<String, List<String>> findings = new LinkedHashMap<>();
        addVerified(billing, findings);
        fail(billing, findings);
    }

    /**
     * The same, and in each tenant's ledger that credits are conserved: deductions, holds, releases, disputes and the
     * like move or use up credits and never make any.
     *
     * @param store the store below the service, which knows all tenants
     * @throws AssertionError when a ledger does not add up; it names each tenant with every finding and how its balance
     *     came to be
     */
    public static void check(BillingService billing, BillingStore store) {
        Map<String, List<String>> findings = new LinkedHashMap<>();
        addVerified(billing, findings);
        String after = "";
        List<String> tenants = tenants(store, after);
        while (!tenants.isEmpty()) {
            for (String tenantId : tenants) {
                List<String> unbalanced = conservation(billing, tenantId);
                if (!unbalanced.isEmpty()) {
                    findings.computeIfAbsent(tenantId, id -> new ArrayList<>()).addAll(unbalanced);
                }
                after = tenantId;
            }
            tenants = tenants(store, after);
        }
        fail(billing, findings);
    }

    private static List<String> tenants(BillingStore store, String after) {
        return store.read(reader -> reader.tenants(after, PAGE));
    }

    private static void addVerified(BillingService billing, Map<String, List<String>> findings) {
        billing.ledger()
                .verifyAll(unsound -> findings.put(
                        unsound.tenantId(),
                        new ArrayList<>(unsound.findings().stream()
                                .map(LedgerInvariants::inWords)
                                .toList())));
    }

    private static List<String> conservation(BillingService billing, String tenantId) {
        Conservation conservation = new Conservation();
        long after = 0;
        LedgerPage page;
        do {
            page = billing.ledger().page(tenantId, after, PAGE);
            page.entries().forEach(conservation::add);
            after = page.nextAfter();
        } while (!page.last());
        return conservation.findings();
    }

    private static String inWords(LedgerFinding finding) {
        return finding.kind() + " " + finding.where()
                + (finding.difference() == 0 ? "" : ", off by " + finding.difference()) + ": " + finding.message();
    }

    private static void fail(BillingService billing, Map<String, List<String>> findings) {
        if (findings.isEmpty()) {
            return;
        }
        StringBuilder report = new StringBuilder("ledgers that do not add up: " + findings.size());
        findings.forEach((tenantId, found) -> {
            report.append("\ntenant ").append(tenantId);
            found.forEach(finding -> report.append("\n  ").append(finding));
            report.append("\n  what its ledger says:");
            billing.ledger()
                    .explain(tenantId)
                    .lines()
                    .forEach(line -> report.append("\n    ").append(line));
        });
        throw new AssertionError(report.toString());
    }
}
