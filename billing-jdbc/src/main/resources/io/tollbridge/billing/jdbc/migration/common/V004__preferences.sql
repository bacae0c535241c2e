-- What tenants do not want to be told: a kind of notification, over one channel, or everywhere where channel is empty.
CREATE TABLE ${prefix}billing_preferences (
    tenant_id ${name} NOT NULL,
    kind      ${word} NOT NULL,
    channel   ${word} NOT NULL,
    PRIMARY KEY (tenant_id, kind, channel)
)${table};
