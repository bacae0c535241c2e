// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What the application is started with.
 *
 * @param database the H2 file, without its ending
 * @param webhookSecret the signing secret of the webhook endpoint at Stripe
 * @param clock where the time comes from; a real host leaves it to the system
 */
public record SaasSettings(Path database, String webhookSecret, InstantSource clock) {
    /** Leaves the secret out, so that it never reaches a log. */
    @Override
    public String toString() {
        return "SaasSettings[" + database.getFileName() + "]";
    }
}
