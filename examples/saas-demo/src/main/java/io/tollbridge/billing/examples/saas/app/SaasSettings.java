// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What the application is started with.
 *
 * @param database the H2 file, without its ending
 * @param stripe its account at Stripe
 * @param clock where the time comes from; a real host leaves it to the system
 */
public record SaasSettings(Path database, StripeAccess stripe, InstantSource clock) {}
