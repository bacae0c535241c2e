// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All background work of a node: one thread for what time brings about, one for what no webhook brought, and a few for webhooks, of which the first one
 * is nudged and each nudges the next when there is more to do than it can claim at once. Thread-safe.
 */
final class BackgroundWork {
    private final WebhookProcessor processor;
    private final Runnable first;
    private final DueWork dueWork;
    private final WebhookCompaction compaction;
    private final WebhookBacklog backlog;
    private final BreakerWatch breakers;
    private final NotificationDelivery delivery;
    private final LedgerWatch ledgerWatch;
    private final BackgroundWorker deliveryWorker;
    private final HealingWork healing;
    private final BackgroundWorker healingWorker;
    private final PurchaseWork purchases;
    private final BackgroundWorker purchaseWorker;
    private final BackgroundWorker timeWorker;
    private final List<BackgroundWorker> webhookWorkers;

    /** What is worked on beside webhooks. */
    record Parts(HealingWork healing, NotificationDelivery delivery, LedgerWatch ledgerWatch, PurchaseWork purchases) {}

    BackgroundWork(
            BillingOptions options, CommandExecutor executor, WebhookProcessor processor, Parts parts, Runnable first) {
        purchases = parts.purchases();
        delivery = parts.delivery();
        healing = parts.healing();
        ledgerWatch = parts.ledgerWatch();
        purchaseWorker = new BackgroundWorker("tollbridge-purchases", purchases::run, options.pollInterval());
        healingWorker = new BackgroundWorker("tollbridge-healing", healing::run, options.pollInterval());
        deliveryWorker = new BackgroundWorker("tollbridge-notifications", delivery::run, options.pollInterval());
        this.processor = processor;
        this.first = first;
        dueWork = new DueWork(options.store(), executor, options.clock());
        compaction = new WebhookCompaction(options);
        backlog = new WebhookBacklog(options);
        breakers = new BreakerWatch(options);
        timeWorker = new BackgroundWorker("tollbridge-time", this::timedRound, options.pollInterval());
        webhookWorkers = IntStream.range(0, options.webhooks().workers())
                .mapToObj(number -> new BackgroundWorker(
                        "tollbridge-webhooks-" + number,
                        () -> processor.processPending(() -> nudge(number + 1)),
                        options.pollInterval()))
                .toList();
    }

    void start() {
        timeWorker.start();
        deliveryWorker.start();
        healingWorker.start();
        purchaseWorker.start();
        webhookWorkers.forEach(BackgroundWorker::start);
    }

    void webhookArrived() {
        nudge(0);
    }

    void purchaseBegun() {
        purchaseWorker.nudge();
    }

    private void nudge(int number) {
        if (number < webhookWorkers.size()) {
            webhookWorkers.get(number).nudge();
        }
    }

    /** Does all that is due, in the calling thread; returns how many webhooks and tenants were worked on. */
    int run() {
        int worked = 0;
        boolean more;
        do {
            // why page by page: comparing and verifying may take hours, for which nothing else is to wait
            more = healing.page();
            more |= ledgerWatch.page();
            worked += processor.processPending() + timed() + purchases.run();
            delivery.run();
        } while (more);
        return worked;
    }

    /** One round of a worker: ledgers are verified page by page, so that what is due never waits for all of them. */
    private void timedRound() {
        timed();
        if (ledgerWatch.page()) {
            timeWorker.nudge();
        }
    }

    private int timed() {
        first.run();
        int worked = dueWork.run();
        compaction.run();
        backlog.run();
        breakers.run();
        return worked;
    }

    /** Has every thread end after what it is working on, and waits for it. Safe to call again. */
    void stop() {
        processor.stop();
        healing.stop();
        healingWorker.stop();
        webhookWorkers.forEach(BackgroundWorker::stop);
        timeWorker.stop();
        purchaseWorker.stop();
        delivery.stop();
        deliveryWorker.stop();
    }
}
