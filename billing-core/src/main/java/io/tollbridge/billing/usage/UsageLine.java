// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.usage;

import java.time.LocalDate;

/**
 * Use of one feature on one day.
 *
 * @param day the day in UTC
 * @param feature the feature
 * @param uses how often it was used
 * @param credits credits charged
 * @param refused how often it was refused for want of credits
 * @param waived credits that an operator's bypass did not charge
 */
public record UsageLine(LocalDate day, String feature, long uses, long credits, long refused, long waived) {}
