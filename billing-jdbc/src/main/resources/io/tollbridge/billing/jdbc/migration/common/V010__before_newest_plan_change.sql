-- The highest allowance that the slice had had before the newest applied change of the plan or quantity, and when the last
-- change took effect that changed how long is paid: so that an older one that is heard of later adds what it would have
-- added in its time, and no longer says how long is paid. Null for not known, and for none.
ALTER TABLE ${prefix}billing_subscriptions ADD COLUMN changed_from BIGINT;
ALTER TABLE ${prefix}billing_subscriptions ADD COLUMN interval_at BIGINT;
