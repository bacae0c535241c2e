-- What became of a grant's credits because its money went, or may go, back: how many of the clawed ones were taken
-- elsewhere, how many were forgiven, how many of a lot ended unused, how many a dispute is about.
ALTER TABLE ${prefix}credit_grants ADD COLUMN clawed_elsewhere BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}credit_grants ADD COLUMN forgiven BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}credit_grants ADD COLUMN expired BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}credit_grants ADD COLUMN disputed BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE ${prefix}credit_grants ADD CONSTRAINT ${prefix}credit_grants_clawback CHECK (
    clawed_elsewhere >= 0 AND forgiven >= 0 AND expired >= 0 AND disputed >= 0);
