// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.TrackUsage;

/** Sends e-mails. Each one that was sent is charged. */
public interface Mailer {
    /** Sends an e-mail. */
    @TrackUsage(SaasCatalog.SEND_EMAIL)
    void send(String recipient);
}
