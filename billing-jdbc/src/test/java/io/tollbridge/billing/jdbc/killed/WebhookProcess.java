// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** Receives and processes events until it is killed, and prints the number of each event that it has acknowledged. */
final class WebhookProcess {
    private static final int RECEIVERS = 12;

    private WebhookProcess() {}

    /**
     * Runs until the process is killed, or its parent is gone.
     *
     * @param arguments address of the database, schema, number of the first event, number of the last one
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.addDataSourceProperty("currentSchema", arguments[1]);
        config.setMaximumPoolSize(RECEIVERS + 4);
        AtomicInteger next = new AtomicInteger(Integer.parseInt(arguments[2]));
        int last = Integer.parseInt(arguments[3]);
        try (HikariDataSource dataSource = new HikariDataSource(config);
                BillingService billing = GiftEvents.service(dataSource, InstantSource.system())) {
            billing.start();
            for (int receiver = 0; receiver < RECEIVERS; receiver++) {
                Thread thread = new Thread(() -> {
                    for (int number = next.getAndIncrement(); number <= last; number = next.getAndIncrement()) {
                        billing.webhooks().receive(GiftEvents.body(number), null);
                        System.out.println(number);
                        if (number % 10 == 0) {
                            billing.webhooks().receive(GiftEvents.body(number), null);
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            while (System.in.read() >= 0) {
                // until the parent closes the pipe
            }
        }
    }
}
