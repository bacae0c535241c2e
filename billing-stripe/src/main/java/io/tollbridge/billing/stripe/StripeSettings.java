// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.BillingConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this library must know about the host's Stripe account. Immutable and thread-safe; {@link #toString()} never shows
 * a secret.
 */
public final class StripeSettings {
    /** How old, or how far in the future, a signature may be by default: as long as Stripe's own libraries allow. */
    public static final Duration DEFAULT_SIGNATURE_TOLERANCE = Duration.ofMinutes(5);

    /** Where the webhook servlet is mounted by default. */
    public static final String DEFAULT_WEBHOOK_PATH = "/webhooks/stripe";

    private static final Duration MAX_TOLERANCE = Duration.ofDays(1);
    private static final String SECRET_PREFIX = "whsec_";

    private final List<String> webhookSecrets;
    private final boolean livemode;
    private final Set<String> accounts;
    private final Duration signatureTolerance;
    private final Set<String> freePrices;
    private final @Nullable String apiKey;
    private final @Nullable URI publicUrl;
    private final String webhookPath;
    private final ApiLimits apiLimits;
    private final @Nullable String apiBase;

    private StripeSettings(Builder builder, boolean livemode) {
        this.webhookSecrets = List.copyOf(builder.webhookSecrets);
        this.livemode = livemode;
        this.accounts = Set.copyOf(builder.accounts);
        this.signatureTolerance = builder.signatureTolerance;
        this.freePrices = Set.copyOf(builder.freePrices);
        this.apiKey = builder.apiKey;
        this.publicUrl = builder.publicUrl;
        this.webhookPath = builder.webhookPath;
        this.apiLimits = builder.apiLimits;
        this.apiBase = builder.apiBase;
    }

    /** A builder that still lacks a webhook secret and the mode. */
    public static Builder builder() {
        return new Builder();
    }

    List<String> webhookSecrets() {
        return webhookSecrets;
    }

    /** True for real money. */
    public boolean livemode() {
        return livemode;
    }

    /** Connected accounts whose events are processed, besides the account's own. */
    public Set<String> accounts() {
        return accounts;
    }

    /** How old, or how far in the future, a signature may be. */
    public Duration signatureTolerance() {
        return signatureTolerance;
    }

    /** Prices of 0 whose periods are granted in full. */
    public Set<String> freePrices() {
        return freePrices;
    }

    @Nullable
    String apiKey() {
        return apiKey;
    }

    /** Where the host's pages are, empty when that was not said. */
    public Optional<URI> publicUrl() {
        return Optional.ofNullable(publicUrl);
    }

    /** Where Stripe is to send webhooks: the public URL and the webhook path, empty without a public URL. */
    public Optional<String> webhookUrl() {
        return publicUrl().map(url -> url.toString().replaceAll("/+$", "") + webhookPath);
    }

    /** How Stripe is called. */
    public ApiLimits apiLimits() {
        return apiLimits;
    }

    @Nullable
    String apiBase() {
        return apiBase;
    }

    @Override
    public String toString() {
        return "StripeSettings[" + (apiKey == null ? "no API key" : "an API key") + ", " + webhookSecrets.size()
                + " webhook secret(s), " + (livemode ? "live" : "test") + " mode, accounts " + accounts
                + ", signature tolerance " + signatureTolerance + ", free prices "
                + freePrices + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final Set<String> webhookSecrets = new LinkedHashSet<>();
        private @Nullable Boolean livemode;
        private final Set<String> accounts = new LinkedHashSet<>();
        private Duration signatureTolerance = DEFAULT_SIGNATURE_TOLERANCE;
        private final Set<String> freePrices = new LinkedHashSet<>();
        private @Nullable String apiKey;
        private @Nullable URI publicUrl;
        private String webhookPath = DEFAULT_WEBHOOK_PATH;
        private ApiLimits apiLimits = ApiLimits.DEFAULT;
        private @Nullable String apiBase;

        private Builder() {}

        /**
         * The key for Stripe's API. Without one webhooks are received, but nothing can be asked of Stripe.
         *
         * @param key a restricted key ({@code rk_}) with the permissions that docs/stripe.md lists, or a secret key
         *     ({@code sk_}); of the mode that {@link #livemode} says
         */
        public Builder apiKey(String key) {
            apiKey = ApiKeys.checked(key);
            return this;
        }

        /**
         * Where the host's pages are, such as {@code https://app.example.com}. Pages of Stripe lead back only to
         * addresses below it. Needed for the portal and for Checkout.
         */
        public Builder publicUrl(String url) {
            publicUrl = ReturnUrls.checkedBase(url);
            return this;
        }

        /**
         * The path below the public URL where the webhook servlet is mounted; {@code /webhooks/stripe} by default. Only
         * the diagnosis uses it.
         */
        public Builder webhookPath(String path) {
            if (!path.startsWith("/")) {
                throw new BillingConfigurationException("the webhook path begins with /, not as in \"" + path + "\"");
            }
            webhookPath = path;
            return this;
        }

        /** How Stripe is called; {@link ApiLimits#DEFAULT} by default. */
        public Builder apiLimits(ApiLimits limits) {
            apiLimits = limits;
            return this;
        }

        /**
         * Where Stripe's API is, for tests against a stand-in; Stripe's own address by default. Only possible in test
         * mode, so that a live key never goes elsewhere.
         */
        public Builder apiBase(String url) {
            apiBase = url;
            return this;
        }

        /**
         * Adds a signing secret of a webhook endpoint. Give the old and the new one while a secret is rolled, and one
         * for each endpoint when several send here: every one is tried.
         *
         * @param secret begins with {@code whsec_}; Stripe shows it on the endpoint's page
         */
        public Builder webhookSecret(String secret) {
            if (!secret.startsWith(SECRET_PREFIX) || secret.length() == SECRET_PREFIX.length()) {
                throw new BillingConfigurationException(
                        "a webhook secret begins with whsec_; copy the signing secret from the page of the webhook"
                                + " endpoint in the Stripe dashboard" + mistakenFor(secret));
            }
            if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new BillingConfigurationException(
                        "a webhook secret contains a blank, a line end or another character that Stripe does not use;"
                                + " copy it again and trim it");
            }
            webhookSecrets.add(secret);
            return this;
        }

        private static String mistakenFor(String secret) {
            if (secret.isBlank()) {
                return " (what was given is blank: is the environment variable set?)";
            }
            boolean apiKey = secret.startsWith("sk_") || secret.startsWith("rk_") || secret.startsWith("pk_");
            return apiKey ? " (what was given is an API key)" : "";
        }

        /**
         * Says whether this installation is for real money. Events of the other mode are stored and kept aside, never
         * processed. There is no default.
         */
        public Builder livemode(boolean live) {
            this.livemode = live;
            return this;
        }

        /**
         * Accepts events of a connected account, besides the account's own. Events of any other account are stored and
         * kept aside, never processed.
         *
         * @param accountId begins with {@code acct_}
         */
        public Builder account(String accountId) {
            if (!accountId.startsWith("acct_")) {
                throw new BillingConfigurationException(
                        "the id of a connected Stripe account begins with acct_, not as in \"" + accountId + "\"");
            }
            accounts.add(accountId);
            return this;
        }

        /**
         * How old, or how far in the future, a signature may be; 300 seconds by default.
         *
         * @param tolerance from 1 second to 24 hours; there is no way to switch the check off
         */
        public Builder signatureTolerance(Duration tolerance) {
            if (tolerance.toSeconds() < 1 || tolerance.compareTo(MAX_TOLERANCE) > 0) {
                throw new BillingConfigurationException(
                        "the signature tolerance must be 1 second to 24 hours, not " + tolerance);
            }
            this.signatureTolerance = tolerance;
            return this;
        }

        /**
         * Names a price of the catalog that costs nothing, so that its periods are granted in full.
         *
         * <p>Why it must be said: since API version {@code 2025-03-31.basil} an invoice line of 0 looks the same for a
         * trial and for a price of 0. Unless the price is named here, such a line counts as a trial on the first invoice
         * (which grants the plan's trial credits, once for each tenant) and is kept aside on a renewal. Events of older
         * API versions tell the two apart, and there this setting changes nothing.
         *
         * @param priceId Stripe's id of the price
         */
        public Builder freePrice(String priceId) {
            freePrices.add(priceId);
            return this;
        }

        /**
         * Freezes the settings.
         *
         * @throws BillingConfigurationException when there is no webhook secret, the mode was not said, or something
         *     else is of the other mode
         */
        public StripeSettings build() {
            if (webhookSecrets.isEmpty()) {
                throw new BillingConfigurationException(
                        "no webhook secret: call StripeSettings.builder().webhookSecret(\"whsec_...\") with the signing"
                                + " secret of the webhook endpoint; without it anyone could grant credits");
            }
            if (livemode == null) {
                throw new BillingConfigurationException(
                        "say whether this is for real money: call livemode(true) for Stripe's live mode or"
                                + " livemode(false) for test mode and sandboxes");
            }
            ApiKeys.checkMode(apiKey, livemode);
            if (livemode && apiBase != null) {
                throw new BillingConfigurationException(
                        "apiBase is for tests: with livemode(true) requests go to Stripe and nowhere else");
            }
            if (livemode && publicUrl != null && !"https".equals(publicUrl.getScheme())) {
                throw new BillingConfigurationException("with livemode(true) the public URL begins with https://");
            }
            return new StripeSettings(this, livemode);
        }
    }
}
