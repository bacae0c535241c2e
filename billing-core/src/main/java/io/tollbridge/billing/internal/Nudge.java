// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

/** Tells somebody who is put together later that there is work. Thread-safe. */
final class Nudge implements Runnable {
    private volatile Runnable target = () -> {};

    void to(Runnable receiver) {
        target = receiver;
    }

    @Override
    public void run() {
        target.run();
    }
}
