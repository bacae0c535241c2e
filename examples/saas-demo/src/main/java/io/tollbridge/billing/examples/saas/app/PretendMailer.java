// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

/** Sends nothing. It knows nothing of credits either: that is the wrapper's business. */
final class PretendMailer implements Mailer {
    @Override
    public void send(String recipient) {}
}
