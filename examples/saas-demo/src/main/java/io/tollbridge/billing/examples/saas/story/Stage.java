// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.examples.saas.app.SaasApplication;
import io.tollbridge.billing.examples.saas.app.SaasSettings;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** What the story is played on: the running application, and who takes notes. */
final class Stage implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final HttpSender http = new HttpSender();
    private final Checks checks = new Checks();
    private final Narrator narrator;
    private final UnaryOperator<Told> script;
    private final SaasSettings settings;
    private SaasApplication application;
    private int noticesTold;

    Stage(PrintStream out, UnaryOperator<Told> script, SaasSettings settings) throws Exception {
        this.narrator = new Narrator(out);
        this.script = script;
        this.settings = settings;
        application = SaasApplication.start(settings);
    }

    SaasApplication application() {
        return application;
    }

    /** Stops the program and starts it again on the same file. */
    void restart() throws Exception {
        application.close();
        application = SaasApplication.start(settings);
    }

    Instant now() {
        return settings.clock().instant();
    }

    HttpSender http() {
        return http;
    }

    Checks checks() {
        return checks;
    }

    Narrator narrator() {
        return narrator;
    }

    void chapter(String title) {
        narrator.chapter(now(), title);
    }

    /** Tells the balance and why it is that, and compares it with what the application has. */
    void balance(long subscription, long bundle, String why) {
        balance(new Told(subscription, bundle), why);
    }

    /** The same, for a balance of which something is frozen or owed. */
    void balance(Told asWritten, String why) {
        Told told = script.apply(asWritten);
        CreditBalance balance = application.billing().getCreditBalance(Customer.TENANT);
        Told found = new Told(balance.subscription(), balance.bundle(), balance.frozen(), balance.debt());
        boolean same = checks.same("balance in chapter " + narrator.chapter() + " (" + why + ")", told, found);
        narrator.balance(balance.spendable(), found.toString(), why, same);
    }

    /** Tells which notices the tenant has got since this was last told, such as "75 %, RENEWED". */
    void notices(String told) {
        List<Notification> newestFirst = application.billing().notifications().list(Customer.TENANT, 100);
        List<String> found = new ArrayList<>();
        for (Notification one : newestFirst.subList(0, newestFirst.size() - noticesTold)) {
            found.add(0, one.kind() == Notification.Kind.USAGE_THRESHOLD ? one.threshold() + " %" : one.kind() + "");
        }
        noticesTold = newestFirst.size();
        String all = found.isEmpty() ? "none" : String.join(", ", found);
        narrator.notices(all, checks.same("notices after chapter " + narrator.chapter(), told, all));
    }

    long storedEvents() {
        return application.billing().webhooks().list(null, 1_000).size();
    }

    /** Acme's purchases, newest first. */
    List<Purchase> purchases() {
        return application.billing().purchases().history(Customer.TENANT, null, 100);
    }

    /** Waits until no stored event is left to be worked on. */
    void awaitWorker() {
        var webhooks = application.billing().webhooks();
        await("events", () -> webhooks.list(WebhookStatus.RECEIVED, 1).isEmpty());
    }

    /** Waits until every charge of the stored card that was begun has come to an end. */
    void awaitCharges() {
        await("purchases", () -> purchases().stream().noneMatch(Purchase::charging));
    }

    private static void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the worker did not get through with " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        application.close();
    }
}
