// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.stripe.InvoiceLineReader.ListPrice;
import java.time.Instant;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fact in every place and form in which an API version has kept it. */
class ReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "'subscription':'sub_1'                                                              | sub_1",
                "'subscription':{'id':'sub_1','object':'subscription'}                               | sub_1",
                "'parent':{'subscription_details':{'subscription':'sub_1'}}                          | sub_1",
                "'parent':{'subscription_details':{'subscription':{'id':'sub_1'}}}                   | sub_1",
                "'subscription':'sub_2','parent':{'subscription_details':{'subscription':'sub_1'}}   | sub_1",
                "'subscription':'sub_1','parent':null                                                | sub_1",
                "'subscription':'sub_1','parent':{'subscription_details':null}                       | sub_1",
                "'subscription':'','parent':{'quote_details':{}}                                     | none",
                "'lines':{'data':[{'subscription':'sub_1'}]}                                         | sub_1",
                "'lines':{'data':[{'parent':{'subscription_item_details':{'subscription':'sub_1'}}}]} | sub_1",
                "'lines':{'data':[{'parent':{'invoice_item_details':{'subscription':'sub_1'}}}]}     | sub_1",
                "'lines':{'data':[]}                                                                 | none",
                "'lines':null                                                                        | none",
            })
    void findsTheSubscriptionOfAnInvoice(String fields, @Nullable String subscription) {
        assertThat(invoice(fields).subscription()).isEqualTo(subscription);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'status':'paid'                | true",
                "'status':'paid','paid':false   | true",
                "'status':'open','paid':true    | false",
                "'status':'void'                | false",
                "'paid':true                    | true",
                "'status':null,'paid':true      | true",
                "'paid':false                   | false",
            })
    void takesTheStatusForPaymentAndNotTheAmount(String fields, boolean paid) {
        assertThat(invoice(fields).paid()).isEqualTo(paid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "'pricing':{'price_details':{'price':'price_1'}}                | price_1",
                "'pricing':{'price_details':{'price':{'id':'price_1'}}}         | price_1",
                "'pricing':null,'price':{'id':'price_1'},'plan':{'id':'plan_1'} | price_1",
                "'price':'price_1'                                              | price_1",
                "'price':null,'plan':{'id':'gold plan'}                         | gold plan",
                "'plan':'gold'                                                  | gold",
                "'description':'one-off'                                        | none",
            })
    void findsThePriceOfALine(String fields, @Nullable String price) {
        assertThat(line(fields).price()).isEqualTo(price);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'proration':true                                                            | true",
                "'proration':false                                                           | false",
                "'parent':{'subscription_item_details':{'proration':true}}                   | true",
                "'parent':{'subscription_item_details':{'proration':false}},'proration':true | false",
                "'parent':{'invoice_item_details':{'proration':true}}                        | true",
            })
    void tellsProrations(String fields, boolean proration) {
        assertThat(line(fields).proration()).isEqualTo(proration);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'amount':-1                                                                              | true",
                "'amount':0                                                                               | false",
                "'amount':0,'proration_details':{'credited_items':null}                                   | false",
                "'amount':0,'proration_details':{'credited_items':{'invoice':'in_1'}}                     | true",
                "'amount':0,'parent':{'subscription_item_details':{'proration_details':"
                        + "{'credited_items':{'invoice':'in_1'}}}}                                        | true",
                "'amount':0,'parent':{'invoice_item_details':{'proration_details':"
                        + "{'credited_items':{'invoice':'in_1'}}}}                                        | true",
            })
    void tellsCreditsFromCharges(String fields, boolean credit) {
        assertThat(line(fields).credit()).isEqualTo(credit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'price':{'id':'p','unit_amount':0,'unit_amount_decimal':'0'}                              | FREE",
                "'price':{'id':'p','unit_amount':1000}                                                     | CHARGED",
                "'price':{'id':'p','unit_amount':null,'unit_amount_decimal':'0.5'}                         | CHARGED",
                "'price':{'id':'p','unit_amount':null,'unit_amount_decimal':null}                          | UNKNOWN",
                "'plan':{'id':'p','amount':0}                                                              | FREE",
                "'plan':{'id':'p','amount':100}                                                            | CHARGED",
                "'plan':'p'                                                                                | UNKNOWN",
                "'pricing':{'price_details':{'price':'p'},'unit_amount_decimal':'0'}                       | UNKNOWN",
                "'pricing':{'price_details':{'price':'p'},'unit_amount_decimal':'2000'}                    | CHARGED",
                "'pricing':{'price_details':{'price':'p'},'unit_amount_decimal':null}                      | UNKNOWN",
                "'pricing':{'price_details':{'price':{'id':'p','unit_amount':0}},'unit_amount_decimal':'0'} | FREE",
                // both generations in one object, as a trial was recorded in 2025
                "'pricing':{'price_details':{'price':'p'},'unit_amount_decimal':'0'},"
                        + "'price':{'id':'p','unit_amount':10000}                                          | CHARGED",
            })
    void tellsWhatAPriceCostsWhereTheLineDoes(String fields, ListPrice listPrice) {
        assertThat(line(fields).listPrice()).isEqualTo(listPrice);
    }

    @Test
    void findsTheMetadataOfTheSubscriptionOnAnInvoice() {
        String metadata = "'metadata':{'k':'acme'}";

        assertThat(invoice("'parent':{'subscription_details':{" + metadata + "}}")
                        .subscriptionMetadata("k"))
                .isEqualTo("acme");
        assertThat(invoice("'subscription_details':{" + metadata + "}").subscriptionMetadata("k"))
                .isEqualTo("acme");
        assertThat(invoice("'lines':{'data':[{'type':'subscription'," + metadata + "}]}")
                        .subscriptionMetadata("k"))
                .isEqualTo("acme");
        assertThat(invoice("'lines':{'data':[{'type':'invoiceitem'," + metadata + "}]}")
                        .subscriptionMetadata("k"))
                .isNull();
        assertThat(invoice("'parent':{'subscription_details':{" + metadata + "}}")
                        .subscriptionMetadata("x"))
                .isNull();
        assertThat(invoice(metadata).subscriptionMetadata("k"))
                .as("the invoice's own is another's")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "'cancel_at_period_end':false,'cancel_at':null                                  | none",
                "'cancel_at':1700000000,'cancel_at_period_end':false                            | 1700000000",
                "'cancel_at':1700000000,'cancel_at_period_end':true,'current_period_end':1      | 1700000000",
                "'cancel_at_period_end':true,'current_period_end':1700000000                    | 1700000000",
                "'cancel_at_period_end':true,'items':{'data':[{'current_period_end':1700000000}]} | 1700000000",
                "'cancel_at_period_end':true,'status':'canceled'                                | none",
            })
    void readsBothFormsOfAScheduledCancellation(String fields, @Nullable Long endsAt) {
        String whole = fields.contains("'status'") ? fields : fields + ",'status':'active'";
        SubscriptionReader subscription = subscription(whole);

        assertThat(subscription.endsAt(subscription.items().get(0)))
                .isEqualTo(endsAt == null ? null : Instant.ofEpochSecond(endsAt));
    }

    @Test
    void readsThePeriodOfTheItemBeforeThatOfTheSubscription() {
        SubscriptionReader old =
                subscription("'current_period_start':1,'current_period_end':2,'plan':'p','quantity':3");
        SubscriptionReader mixed = subscription("'current_period_start':1,'current_period_end':2,'quantity':3,"
                + "'items':{'data':[{'price':{'id':'p'},'current_period_start':5,'current_period_end':6}]}");

        SubscriptionReader.Item plan = old.items().get(0);
        assertThat(plan.price()).isEqualTo("p");
        assertThat(plan.quantity()).isEqualTo(3);
        assertThat(old.periodStart(plan)).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(old.periodEnd(plan)).isEqualTo(Instant.ofEpochSecond(2));
        SubscriptionReader.Item item = mixed.items().get(0);
        assertThat(item.quantity()).isEqualTo(3);
        assertThat(mixed.periodStart(item)).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(mixed.periodEnd(item)).isEqualTo(Instant.ofEpochSecond(6));
    }

    @Test
    void doesNotTakeTheQuantityOfAllForThatOfOneOfSeveralItems() {
        SubscriptionReader subscription =
                subscription("'quantity':7,'items':{'data':[{'price':'a'},{'price':'b','quantity':2}]}");

        assertThat(subscription.items())
                .extracting(SubscriptionReader.Item::quantity)
                .containsExactly(1L, 2L);
    }

    @Test
    void knowsEveryStatus() {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            String word = status.name().toLowerCase(Locale.ROOT);
            assertThat(subscription("'status':'" + word + "'").status()).isEqualTo(status);
        }
        assertUnreadable(() -> subscription("'status':'ACTIVE'").status(), "status");
        assertUnreadable(() -> subscription("'status':'hibernating'").status(), "status");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12.5",
                "1e3",
                "1.0",
                "'12'",
                "1e20",
                "9223372036854775808",
                "-9223372036854775809",
                "true",
                "{}",
                "[]"
            })
    void neverBendsANumber(String number) {
        assertUnreadable(() -> line("'amount':" + number).amount(), "data.object.lines.data[0].amount");
        assertUnreadable(() -> line("'quantity':" + number).quantity(), "data.object.lines.data[0].quantity");
        assertUnreadable(
                () -> line("'period':{'start':" + number + "}").start(), "data.object.lines.data[0].period.start");
    }

    @Test
    void namesThePathOfWhatIsMissing() {
        assertUnreadable(() -> invoice("'x':1").id(), "data.object.id is missing");
        assertUnreadable(() -> invoice("'customer':null").customer(), "data.object.customer is missing");
        assertUnreadable(() -> invoice("'x':1").billingReason(), "data.object.billing_reason is missing");
        assertUnreadable(() -> invoice("'amount_paid':100").paid(), "data.object.status is missing");
        assertUnreadable(() -> line("'amount':1").proration(), "data.object.lines.data[0].proration is missing");
        assertUnreadable(() -> line("'x':1").end(), "data.object.lines.data[0].period is missing");
        assertUnreadable(
                () -> line("'period':{'start':5,'end':5}").end(),
                "data.object.lines.data[0].period.end is not after the start");
        assertUnreadable(() -> subscription("'x':1").anchor(), "data.object.billing_cycle_anchor is missing");
        assertUnreadable(
                () -> subscription("'cancel_at_period_end':true,'status':'active'")
                        .endsAt(subscription("'x':1").items().get(0)),
                "data.object.current_period_end is missing");
        assertUnreadable(() -> subscription("'customer':'a b'").customer(), "data.object.customer is not an id");
        assertUnreadable(() -> invoice("'lines':[]"), "data.object.lines is not an object");
        assertUnreadable(() -> invoice("'lines':{'data':{}}"), "data.object.lines.data is not an array");
        assertUnreadable(() -> invoice("'lines':{'data':[1]}"), "data.object.lines.data[0] is not an object");
        assertUnreadable(() -> invoice("'object':'charge'"), "data.object.object is not \"invoice\"");
        assertUnreadable(() -> StripeJson.dataObject("{"), "not JSON");
        assertUnreadable(() -> StripeJson.dataObject("[]"), "not a JSON object");
        assertUnreadable(() -> StripeJson.dataObject("{'data':{}}"), "data.object is missing");
    }

    private static void assertUnreadable(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOf(UnreadablePayloadException.class)
                .hasMessageContaining(message)
                .hasNoCause();
    }

    private static InvoiceReader invoice(String fields) {
        return new InvoiceReader(object("invoice", fields));
    }

    private static SubscriptionReader subscription(String fields) {
        return new SubscriptionReader(object("subscription", fields));
    }

    private static InvoiceLineReader line(String fields) {
        return invoice("'lines':{'data':[{" + fields + "}]}").lines().get(0);
    }

    private static StripeJson object(String type, String fields) {
        String kind = fields.startsWith("'object'") ? "" : "'object':'" + type + "',";
        return StripeJson.dataObject(("{'data':{'object':{" + kind + fields + "}}}").replace('\'', '"'));
    }
}
