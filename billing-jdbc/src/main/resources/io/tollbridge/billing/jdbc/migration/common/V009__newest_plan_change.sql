-- When the newest applied change of the plan or quantity took effect, in milliseconds: so that an older one that is heard
-- of later does not rule the slices of the rest of the year. Null for none.
ALTER TABLE ${prefix}billing_subscriptions ADD COLUMN changed_at BIGINT;
