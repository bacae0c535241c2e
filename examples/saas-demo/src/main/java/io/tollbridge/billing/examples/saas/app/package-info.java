// SPDX-License-Identifier: Apache-2.0
/** What a host writes: its catalog, its billable services, its endpoints, and where Tollbridge is mounted. */
@NullMarked
package io.tollbridge.billing.examples.saas.app;

import org.jspecify.annotations.NullMarked;
