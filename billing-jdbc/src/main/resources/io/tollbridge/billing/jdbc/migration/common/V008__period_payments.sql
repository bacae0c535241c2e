-- Payments of a subscription of which money went back, or may have, with what was taken of its slice for each: so that no
-- older reading overrules a newer one, and a period that is granted later is granted less what went back. Each is its
-- period's start and end, what it cost, refunded, lost, at risk, the mark of its reading, the slice's start or '-', its
-- credits, those taken back, those of them taken from nobody, and the payment's id; parted by commas. Null for none.
ALTER TABLE ${prefix}billing_subscriptions ADD COLUMN payments ${text};
