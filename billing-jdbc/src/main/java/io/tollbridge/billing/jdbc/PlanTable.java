// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * {@code billing_plans} and {@code billing_plan_prices}: the catalog's plans, for reports. Plans and prices that the
 * catalog has no more stay, because past slices name them.
 */
final class PlanTable {
    private final String savePlan;
    private final String savePrice;

    PlanTable(SqlText sql) {
        Upserts upserts = sql.dialect().upserts();
        savePlan = upserts.insertOrReplace(plans(sql));
        savePrice = upserts.insertOrReplace(prices(sql));
    }

    static Upserts.Row plans(SqlText sql) {
        return sql.row("billing_plans", List.of("plan_id"), List.of("monthly_credits", "trial_credits"));
    }

    static Upserts.Row prices(SqlText sql) {
        return sql.row("billing_plan_prices", List.of("stripe_price_id"), List.of("plan_id"));
    }

    /** Writes all plans and prices in order of their ids, so that two nodes do not block each other in a circle. */
    void save(Handle handle, Catalog catalog) {
        List<Plan> plans =
                catalog.plans().stream().sorted(Comparator.comparing(Plan::id)).toList();
        PreparedBatch planRows = handle.prepareBatch(savePlan);
        PreparedBatch priceRows = handle.prepareBatch(savePrice);
        for (Plan plan : plans) {
            planRows.bind("plan_id", plan.id())
                    .bind("monthly_credits", plan.monthlyCredits())
                    .bind("trial_credits", plan.trialCredits())
                    .add();
        }
        plans.stream()
                .flatMap(plan -> plan.stripePrices().stream().map(price -> new String[] {price, plan.id()}))
                .sorted(Comparator.comparing(pair -> pair[0]))
                .forEach(pair -> priceRows
                        .bind("stripe_price_id", pair[0])
                        .bind("plan_id", pair[1])
                        .add());
        Writes.execute(planRows);
        Writes.execute(priceRows);
    }
}
