// SPDX-License-Identifier: Apache-2.0
/**
 * A billing service for each test of a host, with JUnit 5 or 6. Begin at
 * {@link io.tollbridge.billing.testkit.junit.BillingExtension}.
 */
@NullMarked
package io.tollbridge.billing.testkit.junit;

import org.jspecify.annotations.NullMarked;
