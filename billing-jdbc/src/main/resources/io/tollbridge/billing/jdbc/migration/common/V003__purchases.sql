-- Purchases: the state machine of each, what keeps automatic ones from being made, and what limits are counted with.

-- True for tenants that have a row in billing_purchasing: all others are loaded without looking for one.
ALTER TABLE ${prefix}billing_credits ADD COLUMN purchasing BOOLEAN DEFAULT FALSE NOT NULL;

-- One row for each tenant that ever bought something or wants bundles to be bought by themselves. The auto_ and consent_
-- columns are the tenant's wish; period_ and day_ columns are counts of the period and the day that they name.
CREATE TABLE ${prefix}billing_purchasing (
    tenant_id         ${name} NOT NULL,
    seed              ${name} NOT NULL,
    last_number       BIGINT NOT NULL,
    auto_enabled      BOOLEAN,
    auto_threshold    BIGINT,
    auto_mode         ${word},
    auto_bundle_id    ${name},
    auto_bundles      BIGINT,
    auto_purchases    INT,
    auto_money        BIGINT,
    auto_currency     ${word},
    auto_metric       ${word},
    consent_text      ${note},
    consent_by        ${name},
    consent_at        BIGINT,
    failures          INT NOT NULL,
    next_attempt_at   BIGINT,
    suspended         BOOLEAN NOT NULL,
    card_fingerprint  ${name},
    latched           BOOLEAN NOT NULL,
    disputes          INT NOT NULL,
    dispute_locked    BOOLEAN NOT NULL,
    stopped           BOOLEAN NOT NULL,
    stopped_by        ${name},
    stopped_reason    ${note},
    period_name       ${word} NOT NULL,
    period_automatic  INT NOT NULL,
    period_money      BIGINT NOT NULL,
    period_bought     INT NOT NULL,
    period_told       INT NOT NULL,
    day_number        BIGINT NOT NULL,
    day_bought        INT NOT NULL,
    PRIMARY KEY (tenant_id),
    CONSTRAINT ${prefix}billing_purchasing_counts CHECK (
        last_number >= 0 AND failures >= 0 AND disputes >= 0 AND period_automatic >= 0 AND period_money >= 0
        AND period_bought >= 0 AND day_bought >= 0)
)${hot_table};

CREATE INDEX ${prefix}billing_purchasing_suspended ON ${prefix}billing_purchasing (suspended, tenant_id);

-- A purchase. charging is 'yes' while it is an open charge of the stored means of payment and null otherwise, so that a
-- tenant has one at most. cap_ columns say which part of the tenant's cap it uses up, and the cap itself.
CREATE TABLE ${prefix}billing_purchases (
    tenant_id         ${name} NOT NULL,
    purchase_id       ${name} NOT NULL,
    kind              ${word} NOT NULL,
    state             ${word} NOT NULL,
    is_open           BOOLEAN NOT NULL,
    charging          ${word},
    bundle_id         ${name} NOT NULL,
    quantity          BIGINT NOT NULL,
    credits           BIGINT NOT NULL,
    price             BIGINT NOT NULL,
    currency          ${word} NOT NULL,
    attempt           INT NOT NULL,
    customer_id       ${name},
    payment_method_id ${name},
    description       ${note},
    fingerprint       ${name},
    first_sent_at     BIGINT,
    payment_id        ${name},
    session_id        ${name},
    received          BIGINT,
    received_currency ${word},
    refunded          BIGINT NOT NULL,
    lost              BIGINT NOT NULL,
    at_risk           BIGINT NOT NULL,
    truth_at          BIGINT,
    grant_id          BIGINT NOT NULL,
    clawed_debt       BIGINT NOT NULL,
    cap_period        ${word},
    cap_number        INT,
    cap_limit         INT,
    cap_money         BIGINT,
    cap_money_limit   BIGINT,
    failure           ${name},
    failure_reason    ${name},
    failure_hard      BOOLEAN NOT NULL,
    failure_card      ${name},
    actor             ${name},
    reason            ${note},
    created_at        BIGINT NOT NULL,
    due_at            BIGINT,
    PRIMARY KEY (tenant_id, purchase_id),
    CONSTRAINT ${prefix}billing_purchases_payment UNIQUE (payment_id),
    CONSTRAINT ${prefix}billing_purchases_session UNIQUE (session_id),
    CONSTRAINT ${prefix}billing_purchases_charging UNIQUE (tenant_id, charging),
    CONSTRAINT ${prefix}billing_purchases_cap UNIQUE (tenant_id, cap_period, cap_number),
    CONSTRAINT ${prefix}billing_purchases_order CHECK (quantity > 0 AND credits > 0 AND price > 0),
    CONSTRAINT ${prefix}billing_purchases_paid CHECK (
        refunded >= 0 AND lost >= 0 AND at_risk >= 0 AND clawed_debt >= 0 AND grant_id >= 0),
    CONSTRAINT ${prefix}billing_purchases_granted CHECK (
        state <> 'GRANTED'
        OR (grant_id > 0 AND received IS NOT NULL AND received = price AND received_currency = currency)),
    CONSTRAINT ${prefix}billing_purchases_count CHECK (cap_number >= 1 AND cap_number <= cap_limit),
    CONSTRAINT ${prefix}billing_purchases_money CHECK (cap_money >= price AND cap_money <= cap_money_limit)
)${table};

CREATE INDEX ${prefix}billing_purchases_open ON ${prefix}billing_purchases (tenant_id, is_open);
CREATE INDEX ${prefix}billing_purchases_due ON ${prefix}billing_purchases (due_at);
CREATE INDEX ${prefix}billing_purchases_time ON ${prefix}billing_purchases (tenant_id, created_at, purchase_id);
