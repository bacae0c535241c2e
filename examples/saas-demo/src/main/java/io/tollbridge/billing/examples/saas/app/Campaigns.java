// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.TrackUsage;

/** Writes campaigns. Each one that was written is charged. */
public interface Campaigns {
    /**
     * Writes a campaign.
     *
     * @throws IllegalStateException when the generator fails; then nothing is charged
     */
    @TrackUsage(SaasCatalog.GENERATE_CAMPAIGN)
    String write(String subject);
}
