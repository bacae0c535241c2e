// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import java.util.List;

/**
 * What a replay or discard of many events came to, or would come to.
 *
 * @param changed what was changed, oldest first; in a dry run, what would be changed
 * @param skipped what had changed meanwhile and was left as it was
 * @param more true when further events match: one call changes a bounded number, so repeat it
 */
public record WebhookChange(List<WebhookTask> changed, List<WebhookTask> skipped, boolean more) {
    public WebhookChange {
        changed = List.copyOf(changed);
        skipped = List.copyOf(skipped);
    }
}
