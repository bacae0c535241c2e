// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.usage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tenant used in a period.
 *
 * @param tenantId the tenant
 * @param period the period
 * @param lines one line for each day and feature with any use or refusal, ordered by day and feature
 */
public record UsageReport(String tenantId, UsagePeriod period, List<UsageLine> lines) {
    public UsageReport {
        lines = List.copyOf(lines);
    }

    /** Credits charged in the period. */
    public long credits() {
        return lines.stream().mapToLong(UsageLine::credits).sum();
    }

    /** Uses in the period. */
    public long uses() {
        return lines.stream().mapToLong(UsageLine::uses).sum();
    }

    /** Refusals in the period. */
    public long refused() {
        return lines.stream().mapToLong(UsageLine::refused).sum();
    }

    /** Credits charged by feature, in the order in which the features appear. */
    public Map<String, Long> creditsByFeature() {
        Map<String, Long> byFeature = new LinkedHashMap<>();
        for (UsageLine line : lines) {
            byFeature.merge(line.feature(), line.credits(), Long::sum);
        }
        return byFeature;
    }
}
