// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.doctor;

import io.tollbridge.billing.doctor.Finding.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Everything that was looked at.
 *
 * @param at when
 * @param findings in the order in which they were made
 */
public record Diagnosis(Instant at, List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** True when there is no error. Warnings are allowed. */
    public boolean healthy() {
        return count(Severity.ERROR) == 0;
    }

    /** What is not as it must be. */
    public List<Finding> problems() {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .toList();
    }

    /** For people: one line for each finding, and the fix below it. */
    public String report() {
        StringBuilder text = new StringBuilder("Tollbridge doctor, " + at + ": " + count(Severity.ERROR) + " error(s), "
                + count(Severity.WARNING) + " warning(s)\n");
        for (Finding finding : findings) {
            String name = finding.check().name().toLowerCase(Locale.ROOT);
            String subject = finding.subject().isEmpty() ? name : name + " " + finding.subject();
            text.append(String.format(Locale.ROOT, "%-8s%s: %s%n", finding.severity(), subject, finding.message()));
            if (!finding.fix().isEmpty()) {
                text.append("        fix: ").append(finding.fix()).append('\n');
            }
        }
        return text.toString().replace("\r\n", "\n");
    }

    private long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** The report. */
    @Override
    public String toString() {
        return report();
    }
}
