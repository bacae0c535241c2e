// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Calls to Stripe leave no key, no e-mail, no address of a page and no payload in logs, messages or values as text. */
class GatewayHygieneTest {
    private final FakeAccount account = FakeAccount.open();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tollbridge");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final List<String> words = new ArrayList<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        account.close();
    }

    private interface Call {
        Object call();
    }

    private void says(Call call) {
        try {
            words.add(String.valueOf(call.call()));
        } catch (GatewayException failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            words.add(trace.toString());
        }
    }

    @Test
    void neitherKeysNorPeopleNorPagesLeak() {
        StripeService stripe = account.service;
        InMemoryBillingStore store = InMemoryBillingStore.create();
        BillingService billing = BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().build())
                .gateway(stripe)
                .clock(account.stripe.clock())
                .build();
        billing.customers().setBillingEmail("acme", "hush@people.example");
        says(() -> billing.customers().ensureStripeCustomer("acme"));
        billing.customers().setBillingEmail("acme", "hush2@people.example");
        account.stripe.chaos().next("POST", Fault.ERROR_500_AFTER, Fault.DROP_BEFORE, Fault.TRUNCATED_BODY_AFTER);
        says(() -> billing.customers().ensureStripeCustomer("acme"));
        account.stripe.chaos().off();
        says(() -> store.read(reader -> reader.customer("acme", false)));
        says(() -> stripe.getCustomer(billing.customers().customerOf("acme").orElseThrow()));
        says(() -> stripe.createPortalSession(PortalRequest.of(account.customer, "/billing")));
        says(() -> stripe.createCheckout(new CheckoutRequest(
                new RequestKey("checkout", "a", 1),
                "acme",
                account.customer,
                new CheckoutRequest.CreditBundle("p1", "500 credits", Money.of(10_00, "usd"), 1, false),
                "/thanks",
                "/sorry",
                null)));
        says(() -> stripe.purchaseCredits(account.attempt(account.card("pm_card_chargeCustomerFail"))));
        says(() -> stripe.purchaseCredits(account.attempt("pm_nowhere")));
        for (Fault fault : List.of(Fault.ERROR_500_AFTER, Fault.DROP_AFTER, Fault.TRUNCATED_BODY_AFTER)) {
            account.stripe.chaos().next("", fault, fault, fault);
            says(() -> stripe.retrieve(RecordKind.CUSTOMER, account.customer));
        }
        says(() -> stripe.list(RecordQuery.of(RecordKind.CUSTOMER)));
        account.stripe.revoke(account.stripe.key());
        says(() -> stripe.list(RecordQuery.of(RecordKind.CUSTOMER)));
        says(billing::doctor);
        says(() -> stripe);
        appender.list.forEach(event -> words.add(event.getFormattedMessage()));

        assertThat(words)
                .hasSizeGreaterThan(15)
                .allSatisfy(word -> assertThat(word)
                        .doesNotContain("hush")
                        .doesNotContain(account.stripe.key())
                        .doesNotContain("sk_test")
                        .doesNotContain("people.example")
                        .doesNotContain("/c/pay")
                        .doesNotContain("/p/session")
                        .doesNotContain("client_secret"));
    }
}
