-- The tenant's billing e-mail, what Stripe was told of it in each mode, and the open attempt to make a customer: its
-- random id, when it began, and the e-mail that it sends.
ALTER TABLE ${prefix}billing_tenants ADD COLUMN billing_email ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_email ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_attempt_id ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_attempt_at BIGINT;
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_attempt_email ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_test_email ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_test_attempt_id ${name};
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_test_attempt_at BIGINT;
ALTER TABLE ${prefix}billing_tenants ADD COLUMN stripe_test_attempt_email ${name};
