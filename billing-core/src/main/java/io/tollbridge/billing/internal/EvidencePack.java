// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.PurchaseEvidence;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.spi.StoreReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes down what the ledger says about a purchase. One use, one thread. */
final class EvidencePack {
    /** How many single uses are listed; sums are of all. */
    private static final int MOST_USES = 1_000;

    private static final Set<EntryType> REVERSALS = Set.of(
            EntryType.CLAWBACK,
            EntryType.CLAWBACK_UNDONE,
            EntryType.FREEZE,
            EntryType.UNFREEZE,
            EntryType.WRITE_OFF,
            EntryType.EXPIRE);

    private final StoreReader reader;
    private final String tenantId;
    private final Purchase purchase;
    private final Instant now;

    private final EvidenceTable bought = new EvidenceTable("Purchase", "purchase", "what", "value");
    private final EvidenceTable consent =
            new EvidenceTable("Consent to automatic purchases", "consent", "at", "by", "text");
    private final EvidenceTable granted =
            new EvidenceTable("Credits granted", "granted", "seq", "at", "credits", "hash");
    private final EvidenceTable uses =
            new EvidenceTable("Use of these credits", "uses", "seq", "at", "type", "feature", "credits");
    private final EvidenceTable usage = new EvidenceTable(
            "All use since, by day (UTC) and feature", "usage_since", "day", "feature", "uses", "credits", "waived");
    private final EvidenceTable reversals = new EvidenceTable(
            "Taken back, frozen, ended", "reversals", "seq", "at", "type", "pool", "amount", "reason");
    private final EvidenceTable ledger = new EvidenceTable("Ledger", "ledger", "what", "value");
    private long used;
    private long listed;
    private long unlisted;
    private long operation;

    EvidencePack(StoreReader reader, String tenantId, Purchase purchase, Instant now) {
        this.reader = reader;
        this.tenantId = tenantId;
        this.purchase = purchase;
        this.now = now;
    }

    PurchaseEvidence write() {
        addConsent(reader.account(tenantId).purchasing());
        new LedgerRows(reader, tenantId).entries(this::add);
        LocalDate from = purchase.createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate to = now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
        reader.usage(tenantId, from, to)
                .forEach(line ->
                        usage.add(line.day().toString(), line.feature(), line.uses(), line.credits(), line.waived()));
        addPurchase();
        addLedger();
        List<EvidenceTable> tables = List.of(bought, consent, granted, uses, usage, reversals, ledger);
        String json = tables.stream().map(EvidenceTable::json).collect(Collectors.joining(",", "{", "}"));
        String title = "# Evidence for purchase " + purchase.id() + "\n\nWritten at " + now
                + " from the ledger of this installation. Credits are whole numbers, times are UTC.\n";
        String markdown = Stream.concat(Stream.of(title), tables.stream().map(EvidenceTable::markdown))
                .collect(Collectors.joining("\n"));
        return new PurchaseEvidence(tenantId, purchase.id(), json, markdown);
    }

    private void add(LedgerEntry row) {
        long lot = purchase.payment().grantId();
        boolean ofLot = lot != 0 && row.grantId() == lot;
        if (ofLot && row.type() == EntryType.PURCHASE) {
            granted.add(row.seq(), row.at().toString(), row.amount(), row.hash().toString());
        } else if (ofLot && isUse(row)) {
            used -= row.amount();
            if (listed < MOST_USES) {
                listed++;
                uses.add(row.seq(), row.at().toString(), row.type().name(), row.feature(), -row.amount());
            } else {
                unlisted++;
            }
        } else if (REVERSALS.contains(row.type()) && (ofLot || row.operationId() == operation || isReversal(row))) {
            // why the operation and the reason: what could not be taken from the lot was taken from others
            operation = row.operationId();
            reversals.add(
                    row.seq(),
                    row.at().toString(),
                    row.type().name(),
                    row.pool().name(),
                    row.amount(),
                    row.reason());
        }
    }

    private boolean isReversal(LedgerEntry row) {
        String reason = row.reason();
        return reason != null && reason.startsWith(purchase.reversalReason());
    }

    /** Credits that left the lot for a use, at once or out of a hold, or that came back from one. */
    private static boolean isUse(LedgerEntry row) {
        return switch (row.type()) {
            case DEDUCT, CAPTURE, REVERSE -> row.pool() == Pool.BUNDLE || row.pool() == Pool.HELD;
            default -> false;
        };
    }

    private void addPurchase() {
        Purchase.Payment payment = purchase.payment();
        Purchase.Order order = purchase.order();
        String currency = order.price().currency();
        bought.add("purchase", purchase.id());
        bought.add("tenant", tenantId);
        bought.add("how", purchase.kind().name());
        bought.add("state", purchase.state().name());
        bought.add("bundle", order.quantity() + " x " + order.bundleId());
        bought.add("credits", Long.toString(order.credits()));
        bought.add("price", order.price().toString());
        bought.add("begun at", purchase.createdAt().toString());
        bought.add("wanted by", purchase.by().actor());
        bought.add("reason", purchase.by().reason());
        bought.add("customer at Stripe", purchase.attempt().customerId());
        bought.add("payment at Stripe", payment.paymentId());
        bought.add("page at Stripe", payment.sessionId());
        bought.add("paid", text(payment.received()));
        bought.add("refunded", new Money(payment.refunded(), currency).toString());
        bought.add("lost in disputes", new Money(payment.lost(), currency).toString());
        bought.add("in dispute", new Money(payment.atRisk(), currency).toString());
        bought.add("used of its credits", Long.toString(used));
        bought.add("uses not listed", Long.toString(unlisted));
    }

    private static @Nullable String text(@Nullable Money money) {
        return money == null ? null : money.toString();
    }

    /** Only a consent that was there when the purchase was begun is evidence of it. */
    private void addConsent(@Nullable Purchasing purchasing) {
        AutoPurchase auto = purchasing == null ? null : purchasing.auto();
        if (purchase.kind() == Purchase.Kind.AUTO
                && auto != null
                && !auto.consent().at().isAfter(purchase.createdAt())) {
            consent.add(
                    auto.consent().at().toString(),
                    auto.consent().by(),
                    auto.consent().text());
        }
    }

    private void addLedger() {
        LedgerVerification verification = new LedgerVerifier(reader, tenantId).verify();
        ledger.add("rows", Long.toString(verification.entriesChecked()));
        ledger.add("adds up, unbroken by hash", verification.sound() ? "yes" : "no");
        ledger.add(
                "hash of the last row", reader.account(tenantId).head().hash().toString());
    }
}
