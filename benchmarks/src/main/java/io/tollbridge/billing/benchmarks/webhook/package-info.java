// SPDX-License-Identifier: Apache-2.0
/** Signed events over HTTP: our servlet beside a hand-written one, and how fast stored events are worked off. */
@NullMarked
package io.tollbridge.billing.benchmarks.webhook;

import org.jspecify.annotations.NullMarked;
