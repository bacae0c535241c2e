// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

/** Writes one sentence, and fails on demand. */
final class PretendCampaigns implements Campaigns {
    private static final String UNWRITABLE = "nothing";

    @Override
    public String write(String subject) {
        if (subject.equals(UNWRITABLE)) {
            throw new IllegalStateException("the generator had no idea");
        }
        return "Ten reasons to try " + subject;
    }
}
