// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import com.google.gson.JsonObject;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.servlet.chaos.Calls.End;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What customers, banks and operators do, one thing at a time, as the dice have it. */
final class Steps {
    private static final List<String> CARDS = List.of(
            "pm_card_visa",
            "pm_card_visa",
            "pm_card_mastercard",
            "pm_card_chargeCustomerFail",
            "pm_card_chargeCustomerFail",
            "pm_card_authenticationRequired",
            "pm_card_authenticationRequiredOnSetup",
            "pm_card_pendingRefund",
            "pm_card_refundFail",
            "pm_card_createDisputeInquiry",
            "pm_sepaDebit",
            "pm_sepaDebit_fails");

    private final Fleet fleet;
    private SplittableRandom random;
    private boolean halted;

    Steps(Fleet fleet) {
        this.fleet = fleet;
        random = new SplittableRandom(0);
    }

    /**
     * Does the next thing for a tenant.
     *
     * @param dice for this step alone, so that what others do does not change what comes after it
     */
    void step(Tenant tenant, List<Tenant> all, SplittableRandom dice) {
        random = dice;
        if (tenant.customer().isEmpty()) {
            signUp(tenant);
            return;
        }
        String customer = tenant.customer().get();
        switch (random.nextInt(24)) {
            case 0, 1 -> card(tenant, customer);
            case 2 -> good(tenant, customer);
            case 3, 4 -> subscribeOrChange(customer);
            case 5 -> cancel(customer);
            case 6, 7 -> enable(tenant);
            case 8 -> disable(tenant);
            case 9 -> haltOrResume(all);
            case 10, 11 -> buy(tenant);
            case 12 -> page(tenant);
            case 13, 14 -> payPage(tenant);
            case 15, 16 -> confirm(customer);
            case 17, 18 -> refund(customer);
            case 19 -> failRefund();
            case 20 -> dispute(customer);
            case 21 -> decide();
            case 22 -> check(tenant);
            default -> stopOrResume(tenant);
        }
    }

    private End call(Consumer<Node> call) {
        return Calls.make(fleet.node(random), call);
    }

    private void signUp(Tenant tenant) {
        call(node -> tenant.isCustomer(node.billing.customers().ensureStripeCustomer(tenant.id)));
        tenant.customer().ifPresent(customer -> {
            fleet.stripe.control().changeCard(customer, "pm_card_visa");
            subscribeOrChange(customer);
            enable(tenant);
        });
    }

    private void card(Tenant tenant, String customer) {
        fleet.stripe.control().changeCard(customer, CARDS.get(random.nextInt(CARDS.size())));
        call(node -> node.billing.autoPurchase().paymentMethodChanged(tenant.id));
    }

    private void good(Tenant tenant, String customer) {
        fleet.stripe.control().changeCard(customer, "pm_card_visa");
        call(node -> node.billing.autoPurchase().paymentMethodChanged(tenant.id));
    }

    private void subscribeOrChange(String customer) {
        Optional<JsonObject> live = subscription(customer);
        boolean pro = random.nextInt(3) == 0;
        String price = "items[0][price]=" + (pro ? fleet.host.pro() : fleet.host.starter());
        if (live.isEmpty()) {
            boolean trial = !pro && random.nextInt(3) == 0;
            String[] fields = trial
                    ? new String[] {"customer=" + customer, price, "trial_period_days=7"}
                    : new String[] {"customer=" + customer, price};
            fleet.hands.post("/v1/subscriptions", fields);
            return;
        }
        JsonObject item = live.get()
                .getAsJsonObject("items")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        fleet.hands.post(
                "/v1/subscriptions/" + id(live.get()),
                "items[0][id]=" + id(item),
                price,
                "proration_behavior=always_invoice");
    }

    private Optional<JsonObject> subscription(String customer) {
        return fleet.hands.list("/v1/subscriptions?status=all&customer=" + customer).stream()
                .filter(one -> !status(one, "canceled") && !status(one, "incomplete_expired"))
                .findFirst();
    }

    private void cancel(String customer) {
        subscription(customer).map(Steps::id).ifPresent(id -> {
            switch (random.nextInt(6)) {
                case 0 -> fleet.hands.delete("/v1/subscriptions/" + id);
                case 1, 2 -> quietly(() -> fleet.stripe.control().cancelInPortal(id));
                default -> quietly(() -> fleet.stripe.control().keepInPortal(id));
            }
        });
    }

    private void enable(Tenant tenant) {
        tenant.allowed(fleet.now());
        call(node -> node.billing.autoPurchase().enable(tenant.id, tenant.settings, "I agree.", "user-1"));
    }

    private void disable(Tenant tenant) {
        End end = call(node -> node.billing.autoPurchase().disable(tenant.id));
        if (end == End.ANSWERED) {
            tenant.forbidden();
        }
    }

    private void stopOrResume(Tenant tenant) {
        boolean stop = random.nextBoolean();
        if (!stop) {
            tenant.allowed(fleet.now());
        }
        End end = call(node -> {
            if (stop) {
                node.billing.autoPurchase().stop(tenant.id, "operator", "to see to it");
            } else {
                node.billing.autoPurchase().resume(tenant.id, "operator", "it is well");
            }
        });
        if (stop && end == End.ANSWERED) {
            tenant.forbidden();
        }
    }

    private void haltOrResume(List<Tenant> all) {
        boolean halt = !halted && random.nextInt(3) == 0;
        if (halt) {
            End end = call(node -> node.billing.autoPurchase().haltAll("operator", "to see to it"));
            halted = end != End.REFUSED;
            if (end == End.ANSWERED) {
                all.forEach(Tenant::forbidden);
            }
            return;
        }
        all.forEach(tenant -> tenant.allowed(fleet.now()));
        resumeAll();
    }

    /** Lets automatic purchases go on. */
    void resumeAll() {
        End end = call(node -> node.billing.autoPurchase().resumeAll("operator", "it is well"));
        halted = halted && end != End.ANSWERED;
    }

    /** Whether everything may be halted still. */
    boolean mayBeHalted() {
        return halted;
    }

    private void check(Tenant tenant) {
        call(node -> node.billing.autoPurchase().checkAndPurchase(tenant.id).ifPresent(tenant.purchases::add));
    }

    private PurchaseOrder order(Tenant tenant) {
        PurchaseOrder order = PurchaseOrder.of(tenant.id, Host.PACK).quantity(1 + random.nextInt(3));
        return random.nextInt(4) == 0 ? order.besideOthers() : order;
    }

    private void buy(Tenant tenant) {
        PurchaseOrder order = order(tenant);
        call(node -> tenant.purchases.add(node.billing.purchases().buy(order)));
    }

    private void page(Tenant tenant) {
        PurchaseOrder order = order(tenant);
        call(node -> {
            CheckoutResult result = node.billing.purchases().checkout(order);
            tenant.purchases.add(result.purchase());
            if (result instanceof CheckoutResult.Opened opened) {
                tenant.pages.add(opened.page().id());
            }
        });
    }

    /** Pays a page that was shown at any time, or closes it, or leaves it alone. */
    private void payPage(Tenant tenant) {
        if (tenant.pages.isEmpty()) {
            page(tenant);
        }
        if (tenant.pages.isEmpty() || random.nextInt(5) == 0) {
            return;
        }
        String page = tenant.pages.get(random.nextInt(tenant.pages.size()));
        String card = CARDS.get(random.nextInt(CARDS.size()));
        quietly(() -> {
            if (random.nextInt(8) == 0) {
                fleet.stripe.control().expireCheckout(page);
            } else {
                fleet.stripe.control().completeCheckout(page, card);
            }
        });
    }

    /** The customer sees to a payment that waits for it: confirms it, with success or without. */
    private void confirm(String customer) {
        for (JsonObject payment : fleet.hands.list("/v1/payment_intents?customer=" + customer)) {
            boolean failed = status(payment, "requires_payment_method");
            if (random.nextInt(3) == 0 || !(failed || status(payment, "requires_action"))) {
                continue;
            }
            if (failed) {
                String method = method(customer);
                fleet.hands.post(
                        "/v1/payment_intents/" + id(payment) + "/confirm",
                        "payment_method=" + method,
                        "return_url=http://localhost:8080/");
            }
            quietly(() -> {
                if (random.nextInt(3) == 0) {
                    fleet.stripe.control().failAuthentication(id(payment));
                } else {
                    fleet.stripe.control().authenticate(id(payment));
                }
            });
        }
    }

    private String method(String customer) {
        return fleet.hands
                .get("/v1/customers/" + customer)
                .getAsJsonObject("invoice_settings")
                .get("default_payment_method")
                .getAsString();
    }

    private Optional<JsonObject> pick(List<JsonObject> from, Predicate<JsonObject> which) {
        List<JsonObject> fit = from.stream().filter(which).toList();
        return fit.isEmpty() ? Optional.empty() : Optional.of(fit.get(random.nextInt(fit.size())));
    }

    private Optional<JsonObject> paid(String customer) {
        return pick(fleet.hands.list("/v1/payment_intents?customer=" + customer), one -> status(one, "succeeded"));
    }

    private void refund(String customer) {
        paid(customer).ifPresent(payment -> {
            long amount = payment.get("amount").getAsLong();
            long part = random.nextInt(3) == 0 ? amount : 1 + random.nextLong(amount);
            fleet.hands.post("/v1/refunds", "payment_intent=" + id(payment), "amount=" + part);
        });
    }

    private void failRefund() {
        pick(fleet.hands.list("/v1/refunds"), one -> status(one, "succeeded") || status(one, "pending"))
                .ifPresent(one -> quietly(() -> fleet.stripe.control().failRefund(id(one))));
    }

    private void dispute(String customer) {
        paid(customer)
                .ifPresent(payment -> quietly(() -> {
                    String charge = payment.get("latest_charge").getAsString();
                    long amount = payment.get("amount").getAsLong();
                    if (fleet.hands.list("/v1/disputes?charge=" + charge).size() > 1) {
                        return;
                    }
                    if (random.nextInt(3) == 0) {
                        fleet.stripe.control().openInquiry(charge);
                    } else {
                        fleet.stripe
                                .control()
                                .openDispute(charge, random.nextBoolean() ? amount : 1 + random.nextLong(amount));
                    }
                }));
    }

    /** The bank goes on with a dispute. */
    private void decide() {
        pick(fleet.hands.list("/v1/disputes"), one -> !status(one, "won") && !status(one, "warning_closed"))
                .ifPresent(one -> quietly(() -> {
                    String id = id(one);
                    if (status(one, "lost")) {
                        Records.Dispute lost = Records.Dispute.of(one);
                        if (lost.gone() > 0 && random.nextInt(3) == 0) {
                            fleet.stripe.control().reinstateFunds(id, 1 + random.nextLong(lost.gone()));
                        }
                        return;
                    }
                    switch (random.nextInt(3)) {
                        case 0 -> fleet.stripe.control().winDispute(id);
                        case 1 -> fleet.stripe.control().loseDispute(id);
                        default -> {
                            if (one.get("status").getAsString().startsWith("warning_")) {
                                fleet.stripe.control().escalate(id);
                            }
                        }
                    }
                }));
    }

    /** Some things cannot be done as they stand at Stripe; then they are not. */
    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException | IllegalArgumentException notPossible) {
            // why nothing: whoever tried was told so
        }
    }

    private static String id(JsonObject object) {
        return object.get("id").getAsString();
    }

    private static boolean status(JsonObject object, String status) {
        return object.get("status").getAsString().equals(status);
    }
}
