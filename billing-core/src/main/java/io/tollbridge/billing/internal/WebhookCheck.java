// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.doctor.Finding.Check;
import io.tollbridge.billing.doctor.Finding.Severity;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.GatewayFacts.Endpoint;
import io.tollbridge.billing.spi.PaymentGateway;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Looks at the webhook endpoints: whether ours is there, is on, gets what is needed and in which version. */
final class WebhookCheck {
    private final PaymentGateway gateway;
    private final GatewayFacts facts;
    private final Consumer<Finding> findings;

    WebhookCheck(PaymentGateway gateway, GatewayFacts facts, Consumer<Finding> findings) {
        this.gateway = gateway;
        this.facts = facts;
        this.findings = findings;
    }

    void examine() {
        List<Endpoint> endpoints = facts.endpoints();
        String expected = facts.expectedEndpoint();
        if (endpoints == null) {
            add(
                    Severity.WARNING,
                    "",
                    "the endpoints could not be looked at",
                    facts.unread().getOrDefault("webhook endpoints", ""));
        } else if (expected == null) {
            add(
                    Severity.WARNING,
                    "",
                    "no public URL is configured, so nobody knows which of " + endpoints.size()
                            + " endpoint(s) is ours",
                    "StripeSettings.builder().publicUrl(\"https://app.example.com\")");
        } else {
            List<Endpoint> ours = endpoints.stream()
                    .filter(endpoint -> endpoint.url().equals(expected))
                    .toList();
            if (ours.isEmpty()) {
                add(
                        Severity.ERROR,
                        "",
                        "no endpoint sends to " + expected,
                        "create one in Stripe's dashboard under Developers, Webhooks, with API version "
                                + facts.apiVersion() + " and the events " + String.join(", ", needed()));
            }
            if (ours.size() > 1) {
                add(
                        Severity.WARNING,
                        "",
                        ours.size() + " endpoints send to " + expected + ", so every event comes several times",
                        "delete all but one");
            }
            ours.forEach(this::examine);
        }
        gateway.webhooks().connectedAccounts().stream().sorted().forEach(this::connected);
    }

    private void connected(String account) {
        add(
                Severity.WARNING,
                account,
                "events of this connected account count as they are delivered: they are not read again, and what no"
                        + " webhook brought is neither fetched nor found by comparing records",
                "watch this account's failed deliveries in Stripe's dashboard and have Stripe send them again");
    }

    private Set<String> needed() {
        Set<String> types = new TreeSet<>();
        gateway.webhooks().handlers().forEach(handler -> types.addAll(handler.eventTypes()));
        return types;
    }

    private void examine(Endpoint endpoint) {
        boolean sound = true;
        if (!endpoint.enabled()) {
            sound = false;
            add(
                    Severity.ERROR,
                    endpoint.id(),
                    "is switched off",
                    "switch it on in Stripe's dashboard; Stripe does so by itself after days of failures, so look why");
        }
        Set<String> missing = needed();
        missing.removeAll(endpoint.eventTypes());
        if (!missing.isEmpty() && !endpoint.eventTypes().contains("*")) {
            sound = false;
            add(
                    Severity.ERROR,
                    endpoint.id(),
                    "does not send " + String.join(", ", missing),
                    "add these events to the endpoint");
        }
        String version = endpoint.apiVersion();
        if (version == null) {
            sound = false;
            add(
                    Severity.WARNING,
                    endpoint.id(),
                    "has no API version of its own, so its events change when the account's default does",
                    "create the endpoint with API version " + facts.apiVersion());
        } else if (!version.equals(facts.apiVersion())) {
            sound = false;
            add(
                    Severity.WARNING,
                    endpoint.id(),
                    "sends API version " + version + "; this library is tested most with " + facts.apiVersion(),
                    "create an endpoint with API version " + facts.apiVersion() + " and switch this one off");
        }
        if (sound) {
            add(Severity.OK, endpoint.id(), "sends what is needed to " + endpoint.url(), "");
        }
    }

    private void add(Severity severity, String subject, String message, String fix) {
        findings.accept(new Finding(severity, Check.WEBHOOK, subject, message, fix));
    }
}
