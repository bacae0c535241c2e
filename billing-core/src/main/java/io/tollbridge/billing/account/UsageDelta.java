// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.LocalDate;

/**
 * What a command adds to the usage rollup of one UTC day and feature.
 *
 * @param day the day in UTC
 * @param feature the feature
 * @param uses how often it was used
 * @param credits credits charged
 * @param refused how often it was refused
 * @param waived credits that an operator's bypass did not charge
 */
public record UsageDelta(LocalDate day, String feature, long uses, long credits, long refused, long waived) {}
