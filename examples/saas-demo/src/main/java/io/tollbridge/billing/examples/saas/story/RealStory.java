// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.examples.saas.app.SaasSettings;
import io.tollbridge.billing.examples.saas.app.StripeAccess;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The part of the story that can be played today, on Stripe's own test mode: no clock is moved, no page is filled in. */
public final class RealStory {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final Stage stage;
    private final StripeApi api;
    private final String secret;
    private final Customer acme;
    private final String run = UUID.randomUUID().toString();

    private RealStory(Stage stage, StripeApi api, String secret) {
        this.stage = stage;
        this.api = api;
        this.secret = secret;
        acme = new Customer(stage);
    }

    /**
     * Plays it. The customer that it makes is deleted at the end, also when something fails; the price stays.
     *
     * @param out where it is told
     * @param key of Stripe's test mode
     * @param apiBase Stripe's address
     * @param folder an empty folder for the database
     * @return everything that was not as told
     */
    public static List<String> play(PrintStream out, String key, URI apiBase, Path folder) throws Exception {
        String secret = "whsec_" + UUID.randomUUID();
        try (HttpSender http = new HttpSender()) {
            StripeApi api = new StripeApi(http, apiBase.toString(), key);
            StripeAccess access = new StripeAccess(key, apiBase.toString(), List.of(secret), api.starterPrice());
            SaasSettings settings = new SaasSettings(folder.resolve("saas"), access, InstantSource.system());
            try (Stage stage = new Stage(out, UnaryOperator.identity(), settings)) {
                new RealStory(stage, api, secret).play();
                return stage.checks().differences();
            }
        }
    }

    private void play() {
        Narrator narrator = stage.narrator();
        narrator.title("Tollbridge: a story about credits, on Stripe's test mode");
        narrator.says("STRIPE_SECRET_KEY is set, so this asks Stripe itself; it takes about a minute.");
        narrator.says(
                "Stripe cannot reach this machine: its events are fetched, signed and posted to the webhook address.");
        narrator.says(
                "Left out, because they need Stripe's clock or a person at a page: renewals, paying in Checkout.");
        String customer = stage.application().billing().customers().ensureStripeCustomer(Customer.TENANT);
        try {
            subscribes(customer);
        } finally {
            api.delete("/v1/customers/" + customer);
        }
    }

    private void subscribes(String customer) {
        EventFeed feed = new EventFeed(
                stage, stage.application().gateway(), customer, stage.now().minus(CLOCKS_DIFFER), secret);
        stage.chapter("Acme signs up and opens a Checkout page");
        acme.post("/signups", 201);
        URI unused = acme.opens("/subscriptions", run);
        stage.checks().same("the page of the repeated request", unused, acme.opens("/subscriptions", run));
        stage.balance(50, 0, "the free plan; a page that nobody has paid grants nothing");

        stage.chapter("Acme subscribes with a stored card");
        api.giveCard(customer);
        acme.postWithKey("/subscriptions/stored-card", run, 201);
        feed.bringUntil("the paid month is granted", () -> plan() == 200);
        stage.balance(200, 0, "the paid month grants 200");
        acme.post(3, "/emails?to=ann@example.com", 202);
        stage.balance(197, 0, "3 e-mails at 1 credit");

        stage.chapter("Acme cancels");
        acme.postWithKey("/cancellations", run, 200);
        feed.bringUntil("the end is known", this::ends);
        stage.balance(197, 0, "the month is paid, so its credits stay until it ends");
        stage.narrator().says("Acme is deleted at Stripe now. " + stage.checks().made() + " statements were checked.");
    }

    private long plan() {
        return stage.application().billing().getCreditBalance(Customer.TENANT).subscription();
    }

    private boolean ends() {
        return stage.application()
                .billing()
                .subscriptions()
                .current(Customer.TENANT)
                .filter(current -> current.endsAt() != null)
                .isPresent();
    }
}
