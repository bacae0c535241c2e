-- Tollbridge: accounts, ledger and webhook inbox.
--
-- Times are BIGINT: milliseconds since 1970-01-01T00:00:00Z. Days are DATE, in UTC. Credits are whole numbers.
-- Every table of tenants leads with tenant_id. Texts are compared exactly: case, accents and trailing spaces matter.

-- Which Stripe customer a tenant is, one for each mode. The only table that may hold personal data.
CREATE TABLE ${prefix}billing_tenants (
    tenant_id               ${name} NOT NULL,
    stripe_customer_id      ${name},
    stripe_test_customer_id ${name},
    PRIMARY KEY (tenant_id),
    CONSTRAINT ${prefix}billing_tenants_live UNIQUE (stripe_customer_id),
    CONSTRAINT ${prefix}billing_tenants_test UNIQUE (stripe_test_customer_id)
)${table};

-- The catalog's plans, written down at start for reports. The library never reads them.
CREATE TABLE ${prefix}billing_plans (
    plan_id         ${name} NOT NULL,
    monthly_credits BIGINT NOT NULL,
    trial_credits   BIGINT NOT NULL,
    PRIMARY KEY (plan_id)
)${table};

CREATE TABLE ${prefix}billing_plan_prices (
    stripe_price_id ${name} NOT NULL,
    plan_id         ${name} NOT NULL,
    PRIMARY KEY (stripe_price_id)
)${table};

-- The account: one row for each tenant, locked by whoever changes the tenant's credits. standing is LOCKED while an
-- operator looks into a ledger that does not add up, ERASED for good after an erasure. The sub_ columns are the newest
-- slice of the subscription. What a use changes stands last and together: the log then holds little else of the row.
-- Checks are few and short, because PostgreSQL reads them anew for each statement. bundle_remaining, held and frozen
-- repeat the sums of credit_grants and of the slice.
CREATE TABLE ${prefix}billing_credits (
    tenant_id           ${name} NOT NULL,
    sub_grant_id        BIGINT,
    sub_fact            ${key},
    sub_subscription_id ${name},
    sub_plan_id         ${name},
    sub_quantity        BIGINT NOT NULL,
    sub_start           BIGINT,
    sub_end             BIGINT,
    sub_allowance       BIGINT NOT NULL,
    sub_held            BIGINT NOT NULL,
    sub_bundle_start    BIGINT NOT NULL,
    sub_high_water      BIGINT NOT NULL,
    sub_epoch           INT NOT NULL,
    sub_trial           BOOLEAN NOT NULL,
    sub_closed          BOOLEAN NOT NULL,
    held                BIGINT NOT NULL,
    frozen              BIGINT NOT NULL,
    subscription_id     ${name},
    local_anchor        BIGINT,
    local_granted_until BIGINT,
    trial_used          BOOLEAN NOT NULL,
    standing            ${word} NOT NULL,
    muted_thresholds    INT NOT NULL,
    last_grant_id       BIGINT NOT NULL,
    next_due_at         BIGINT,
    sub_used            BIGINT NOT NULL,
    sub_remaining       BIGINT NOT NULL,
    sub_bundle_used     BIGINT NOT NULL,
    sub_thresholds      INT NOT NULL,
    bundle_remaining    BIGINT NOT NULL,
    debt                BIGINT NOT NULL,
    ledger_seq          BIGINT NOT NULL,
    ledger_hash         ${hash} NOT NULL,
    version             BIGINT NOT NULL,
    PRIMARY KEY (tenant_id),
    CONSTRAINT ${prefix}billing_credits_amounts CHECK (
        LEAST(sub_allowance, sub_used, sub_remaining, sub_held, sub_bundle_start, sub_bundle_used,
            bundle_remaining, held - sub_held, frozen, debt) >= 0),
    CONSTRAINT ${prefix}billing_credits_slice CHECK (sub_grant_id IS NOT NULL OR GREATEST(sub_remaining, sub_held) = 0),
    CONSTRAINT ${prefix}billing_credits_closed CHECK (NOT sub_closed OR sub_remaining = 0),
    CONSTRAINT ${prefix}billing_credits_debt CHECK (LEAST(debt, bundle_remaining) = 0)
)${hot_table};

CREATE INDEX ${prefix}billing_credits_due ON ${prefix}billing_credits (next_due_at);

-- What is known of subscriptions. billing_credits.subscription_id names the one that slices come from; others are past.
CREATE TABLE ${prefix}billing_subscriptions (
    tenant_id         ${name} NOT NULL,
    subscription_id   ${name} NOT NULL,
    plan_id           ${name} NOT NULL,
    quantity          BIGINT NOT NULL,
    status            ${word} NOT NULL,
    anchor            BIGINT NOT NULL,
    period_start      BIGINT,
    period_end        BIGINT,
    paid_through      BIGINT,
    ends_at           BIGINT,
    collection_paused BOOLEAN NOT NULL,
    snapshot_at       BIGINT NOT NULL,
    paid_at           BIGINT,
    PRIMARY KEY (tenant_id, subscription_id)
)${table};

-- Bundle lots and slices. fact is the business fact that was granted for: one fact grants once. The figures of a slice
-- that has not ended are those of the account; its row here takes the final ones when it ends.
CREATE TABLE ${prefix}credit_grants (
    tenant_id  ${name} NOT NULL,
    grant_id   BIGINT NOT NULL,
    kind       ${word} NOT NULL,
    state      ${word} NOT NULL,
    fact       ${key} NOT NULL,
    source     ${word} NOT NULL,
    credits    BIGINT NOT NULL,
    remaining  BIGINT NOT NULL,
    held       BIGINT NOT NULL,
    frozen     BIGINT NOT NULL,
    clawed     BIGINT NOT NULL,
    live       BOOLEAN NOT NULL,
    promo      BOOLEAN NOT NULL,
    starts_at  BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant_id, grant_id),
    CONSTRAINT ${prefix}credit_grants_fact UNIQUE (tenant_id, fact),
    CONSTRAINT ${prefix}credit_grants_pools CHECK (LEAST(credits, remaining, held, frozen, clawed) >= 0),
    CONSTRAINT ${prefix}credit_grants_alive CHECK (live = (remaining > 0 OR held > 0 OR frozen > 0))
)${hot_table};

CREATE INDEX ${prefix}credit_grants_live ON ${prefix}credit_grants (tenant_id, live);

-- The ledger: one row for each leg of an operation, gap-free by seq, linked by hash. Only ever appended to.
-- The first leg of an operation carries its idempotency key.
CREATE TABLE ${prefix}credit_transactions (
    tenant_id            ${name} NOT NULL,
    seq                  BIGINT NOT NULL,
    operation_id         BIGINT NOT NULL,
    related_operation_id BIGINT NOT NULL,
    type                 ${word} NOT NULL,
    pool                 ${word} NOT NULL,
    grant_id             BIGINT NOT NULL,
    amount               BIGINT NOT NULL,
    balance_after        BIGINT NOT NULL,
    spendable_after      BIGINT NOT NULL,
    feature              ${name},
    idempotency_key      ${key},
    fingerprint          BIGINT NOT NULL,
    actor                ${name},
    reason               ${note},
    created_at           BIGINT NOT NULL,
    hash                 ${hash} NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    CONSTRAINT ${prefix}credit_transactions_key UNIQUE (tenant_id, idempotency_key),
    CONSTRAINT ${prefix}credit_transactions_row CHECK (LEAST(seq - 1, balance_after, spendable_after) >= 0)
)${table};

-- Keys of operations that succeeded without moving credits, so that they are not repeated.
CREATE TABLE ${prefix}billing_operation_keys (
    tenant_id       ${name} NOT NULL,
    idempotency_key ${key} NOT NULL,
    fingerprint     BIGINT NOT NULL,
    spendable_after BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, idempotency_key)
)${table};

-- Usage by day in UTC and feature, kept in the transaction of each use.
CREATE TABLE ${prefix}billing_usage (
    tenant_id ${name} NOT NULL,
    usage_day DATE NOT NULL,
    feature   ${name} NOT NULL,
    uses      BIGINT NOT NULL,
    credits   BIGINT NOT NULL,
    refused   BIGINT NOT NULL,
    waived    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, usage_day, feature)
)${hot_table};

-- Credits set aside. legs says where they came from: "s3:5,l4:2" is 5 of slice 3, then 2 of lot 4.
CREATE TABLE ${prefix}billing_holds (
    tenant_id     ${name} NOT NULL,
    hold_id       ${key} NOT NULL,
    operation_id  BIGINT NOT NULL,
    feature       ${name} NOT NULL,
    credits       BIGINT NOT NULL,
    legs          ${text} NOT NULL,
    state         ${word} NOT NULL,
    settled       BIGINT NOT NULL,
    settled_sub   BIGINT NOT NULL,
    settled_debt  BIGINT NOT NULL,
    unmet         BIGINT NOT NULL,
    end_operation BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hold_id),
    CONSTRAINT ${prefix}billing_holds_credits CHECK (credits >= 0 AND settled >= 0 AND unmet >= 0),
    CONSTRAINT ${prefix}billing_holds_sub CHECK (settled_sub >= 0 AND settled_sub <= settled),
    CONSTRAINT ${prefix}billing_holds_debt CHECK (settled_debt >= 0 AND settled_debt <= settled)
)${table};

CREATE INDEX ${prefix}billing_holds_due ON ${prefix}billing_holds (state, expires_at);

-- What tenants are told, once each. crossed lists thresholds in percent: "75,90". deliver_at is null when nothing is left
-- to deliver; while somebody is at it, it is the end of that claim. delivered lists the channels that are done.
CREATE TABLE ${prefix}billing_notifications (
    tenant_id        ${name} NOT NULL,
    notification_key ${key} NOT NULL,
    kind             ${word} NOT NULL,
    status           ${word} NOT NULL,
    threshold        INT NOT NULL,
    crossed          ${name} NOT NULL,
    detail           ${note},
    created_at       BIGINT NOT NULL,
    deliver_at        BIGINT,
    delivered         ${note} NOT NULL,
    delivery_attempts INT NOT NULL,
    delivery_owner    ${name},
    delivery_note     ${note},
    PRIMARY KEY (tenant_id, notification_key)
)${table};

CREATE INDEX ${prefix}billing_notifications_delivery ON ${prefix}billing_notifications (deliver_at);

CREATE INDEX ${prefix}billing_notifications_time ON ${prefix}billing_notifications (tenant_id, created_at);

-- Work that some node does at set times, page by page. position is the last tenant that was worked on.
CREATE TABLE ${prefix}billing_jobs (
    job      ${word} NOT NULL,
    position ${name} NOT NULL,
    due_at   BIGINT NOT NULL,
    PRIMARY KEY (job)
)${table};

-- The webhook inbox. account is the connected account, empty for the platform's own events. An event that listeners of the
-- host want has one more row for each of them; listener is empty for the library's own. While somebody is at an event,
-- leased_object repeats the id of its object: nobody else then gets an event of the same object.
CREATE TABLE ${prefix}stripe_webhooks (
    account       ${name} NOT NULL,
    livemode      BOOLEAN NOT NULL,
    event_id      ${name} NOT NULL,
    listener      ${word} NOT NULL,
    type          ${name} NOT NULL,
    object_id     ${name},
    api_version   ${name},
    created_at    BIGINT NOT NULL,
    payload       ${text},
    status        ${word} NOT NULL,
    attempts      INT NOT NULL,
    due_at        BIGINT NOT NULL,
    note          ${note},
    received_at   BIGINT NOT NULL,
    finished_at   BIGINT,
    droppable_at  BIGINT,
    lease_owner   ${name},
    lease_until   BIGINT,
    leased_object ${name},
    PRIMARY KEY (account, livemode, event_id, listener),
    CONSTRAINT ${prefix}stripe_webhooks_object UNIQUE (account, livemode, listener, leased_object)
)${table};

CREATE INDEX ${prefix}stripe_webhooks_due ON ${prefix}stripe_webhooks (status, due_at);
CREATE INDEX ${prefix}stripe_webhooks_time ON ${prefix}stripe_webhooks (received_at);
CREATE INDEX ${prefix}stripe_webhooks_lease ON ${prefix}stripe_webhooks (lease_until);
CREATE INDEX ${prefix}stripe_webhooks_drop ON ${prefix}stripe_webhooks (droppable_at);
