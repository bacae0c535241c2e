// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.quickstart;

// tag::quickstart[]
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;

public final class Quickstart {
    public static void main(String[] args) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:quickstart;DB_CLOSE_DELAY=-1");
        try (BillingService billing = BillingService.builder()
                .store(JdbcBillingStore.create(database)) // makes its tables
                .catalog(Catalog.builder()
                        .feature("SEND_EMAIL", 2)
                        .plan(Plan.monthly("free", 5))
                        .build())
                .build()) {
            billing.subscriptions().startLocalPlan("acme", "free"); // 5 credits a month
            for (String mail : List.of("mail-1", "mail-1", "mail-2", "mail-3")) {
                Deduction sending = Deduction.of("acme").feature("SEND_EMAIL").idempotencyKey(mail);
                System.out.println(mail + ": " + billing.tryDeduct(sending));
            }
            System.out.println(billing.getCreditBalance("acme"));
            System.out.println(billing.ledger().verify("acme"));
        }
    }
}
// end::quickstart[]
