-- Compressing a payload of 4 KB takes half of what storing a webhook event costs the server, so payloads lie in the
-- table's overflow as they are: half the CPU for some more disk, until they are dropped. Rows that are there stay as
-- they are. Nothing is rewritten.
ALTER TABLE ${prefix}stripe_webhooks ALTER COLUMN payload SET STORAGE EXTERNAL;
