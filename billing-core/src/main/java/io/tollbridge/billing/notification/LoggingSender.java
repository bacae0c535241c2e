// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes notifications into the log, at INFO, those for operators at WARN: for development, and where operators watch a log. Thread-safe. */
public final class LoggingSender implements NotificationSender {
    private static final Logger log = LoggerFactory.getLogger(LoggingSender.class);

    @Override
    public String channel() {
        return "log";
    }

    @Override
    public void send(NotificationMessage message) {
        if (message.notification().kind().forOperators()) {
            log.warn("Operators are told about {}: {}", message.subject(), message.notification());
        } else {
            log.info("Tenant {} is told: {}", message.tenantId(), message.notification());
        }
    }
}
