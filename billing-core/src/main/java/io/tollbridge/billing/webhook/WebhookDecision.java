// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/**
 * Who has stored events replayed or discarded, and why; kept with each event and in the log.
 *
 * @param actor who decides; not blank
 * @param reason why; not blank
 * @param dryRun true to change nothing and only be told what would be changed
 */
public record WebhookDecision(String actor, String reason, boolean dryRun) {
    /** A decision to be carried out. */
    public static WebhookDecision by(String actor, String reason) {
        return new WebhookDecision(actor, reason, false);
    }

    /** The same decision, to be told what it would change. */
    public WebhookDecision asDryRun() {
        return new WebhookDecision(actor, reason, true);
    }
}
