// SPDX-License-Identifier: Apache-2.0
/**
 * The scenarios of the credit rules as test suites that every store must pass. A store binds a suite by extending it and
 * saying how a fresh store is made. The display name of each test begins with the scenario's id.
 */
@NullMarked
package io.tollbridge.billing.testkit.scenario;

import org.jspecify.annotations.NullMarked;
