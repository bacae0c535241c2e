// SPDX-License-Identifier: Apache-2.0
/**
 * What a host's tests say about credits: assertions in words of the domain, and a check that all ledgers add up. Begin at
 * {@link io.tollbridge.billing.testkit.assertion.BillingAssertions} and
 * {@link io.tollbridge.billing.testkit.assertion.LedgerInvariants}.
 */
@NullMarked
package io.tollbridge.billing.testkit.assertion;

import org.jspecify.annotations.NullMarked;
