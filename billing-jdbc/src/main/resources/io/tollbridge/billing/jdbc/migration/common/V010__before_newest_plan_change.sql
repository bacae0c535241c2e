-- The highest allowance that the slice had had before the newest applied change of the plan or quantity: so that an older
-- one that is heard of later adds what it would have added in its time. Null for not known, and for none.
ALTER TABLE ${prefix}billing_subscriptions ADD COLUMN changed_from BIGINT;
