// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.AutoPurchaseHalt;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.doctor.Finding.Check;
import io.tollbridge.billing.doctor.Finding.Severity;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks at an installation, part by part. A part that cannot be looked at does not hide the others. */
final class Doctor {
    /** Stripe's clock is told to the second; and half of a signature's 300 seconds is too much for a clock. */
    private static final Duration CLOCK_WARNING = Duration.ofSeconds(10);

    private static final Duration CLOCK_ERROR = Duration.ofSeconds(120);

    private final BillingOptions options;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(BillingOptions options) {
        this.options = options;
    }

    static Diagnosis examine(BillingOptions options) {
        Doctor doctor = new Doctor(options);
        Instant begun = options.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        doctor.schema();
        doctor.bundles();
        doctor.halt();
        PaymentGateway gateway = options.gateway();
        if (gateway == null) {
            doctor.warning(
                    Check.KEY,
                    "",
                    "there is no payment gateway: no webhooks, no purchases",
                    "builder.gateway(StripeService.create(settings))");
        } else {
            doctor.gateway(gateway);
        }
        return new Diagnosis(begun, doctor.findings);
    }

    private void schema() {
        List<String> defects = options.store().defects();
        defects.forEach(defect -> error(Check.SCHEMA, "", defect, "see the message"));
        if (defects.isEmpty()) {
            ok(Check.SCHEMA, "", "nothing is missing");
        }
    }

    private void bundles() {
        for (Bundle bundle : options.catalog().bundles()) {
            String currency = bundle.currency();
            if (currency == null) {
                continue;
            }
            Money price = Money.of(bundle.priceMinor(), currency);
            try {
                ok(Check.BUNDLE, bundle.id(), bundle.credits() + " credits for " + price.chargeable());
            } catch (InvalidArgumentException unpayable) {
                error(Check.BUNDLE, bundle.id(), String.valueOf(unpayable.getMessage()), "change the bundle's price");
            }
        }
    }

    private void halt() {
        AutoPurchaseHalt halt = PurchaseHalt.read(options.store());
        if (halt.halted()) {
            AutoPurchaseHalt.Use use = halt.halt();
            warning(
                    Check.AUTO_PURCHASE,
                    "",
                    "all automatic purchases are halted" + (use == null ? "" : ", " + use),
                    "when it is over: billing.autoPurchase().resumeAll(actor, reason)");
        }
    }

    private void gateway(PaymentGateway gateway) {
        Set<String> prices = new LinkedHashSet<>();
        options.catalog().plans().forEach(plan -> prices.addAll(plan.stripePrices()));
        Instant before = options.clock().instant();
        GatewayFacts facts;
        try {
            facts = gateway.inspect(prices);
        } catch (BillingConfigurationException | GatewayException failure) {
            error(Check.KEY, "", String.valueOf(failure.getMessage()), "see the message");
            return;
        }
        key(gateway, facts);
        clock(facts, before);
        new WebhookCheck(gateway, facts, this::add).examine();
        portal(facts);
        for (Plan plan : options.catalog().plans()) {
            plan.stripePrices().stream()
                    .sorted()
                    .forEach(price -> new PriceCheck(plan, price, facts, this::add).examine());
        }
    }

    private void key(PaymentGateway gateway, GatewayFacts facts) {
        String mode = facts.keyLive() ? "live" : "test";
        if (facts.keyLive() != gateway.livemode()) {
            error(
                    Check.KEY,
                    "",
                    "the API key is of " + mode + " mode, the settings are of the other",
                    "give the key of the other mode, or change livemode(...)");
        } else if (facts.serverTime() == null) {
            error(Check.KEY, "", "nothing could be read with the API key", firstReason(facts));
        } else {
            ok(Check.KEY, "", "an API key of " + mode + " mode that works");
        }
    }

    private static String firstReason(GatewayFacts facts) {
        return facts.unread().values().stream().findFirst().orElse("check the key and the network");
    }

    private void clock(GatewayFacts facts, Instant before) {
        Instant server = facts.serverTime();
        if (server == null) {
            return;
        }
        Instant after = options.clock().instant();
        Duration skew = server.isBefore(before)
                ? Duration.between(server, before)
                : server.isAfter(after) ? Duration.between(after, server) : Duration.ZERO;
        String message = "this clock and Stripe's are " + skew.toSeconds() + " second(s) apart";
        String fix = "synchronise this machine's clock (NTP): webhooks whose signature seems older than 300 seconds are"
                + " refused";
        if (skew.compareTo(CLOCK_ERROR) > 0) {
            error(Check.CLOCK, "", message, fix);
        } else if (skew.compareTo(CLOCK_WARNING) > 0) {
            warning(Check.CLOCK, "", message, fix);
        } else {
            ok(Check.CLOCK, "", message);
        }
    }

    private void portal(GatewayFacts facts) {
        Boolean ready = facts.portalReady();
        if (ready == null) {
            warning(
                    Check.PORTAL,
                    "",
                    "could not be looked at",
                    facts.unread().getOrDefault("portal configuration", ""));
        } else if (ready) {
            ok(Check.PORTAL, "", "there is a default configuration");
        } else {
            error(
                    Check.PORTAL,
                    "",
                    "the customer portal has no default configuration, so it cannot be opened",
                    "save one in Stripe's dashboard under Settings, Billing, Customer portal");
        }
    }

    private void add(Finding finding) {
        findings.add(finding);
    }

    private void ok(Check check, String subject, String message) {
        add(new Finding(Severity.OK, check, subject, message, ""));
    }

    private void warning(Check check, String subject, String message, String fix) {
        add(new Finding(Severity.WARNING, check, subject, message, fix));
    }

    private void error(Check check, String subject, String message, String fix) {
        add(new Finding(Severity.ERROR, check, subject, message, fix));
    }
}
