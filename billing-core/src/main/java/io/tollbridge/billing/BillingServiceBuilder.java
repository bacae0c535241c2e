// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.event.BillingListener;
import io.tollbridge.billing.internal.BillingOptions;
import io.tollbridge.billing.internal.DefaultBillingService;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link BillingService} needs. Not thread-safe. */
public final class BillingServiceBuilder {
    private static final Duration DEFAULT_HOLD_TIME = Duration.ofMinutes(15);
    private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

    private @Nullable BillingStore store;
    private @Nullable Catalog catalog;
    private @Nullable PaymentGateway gateway;
    private @Nullable TenantResolver tenantResolver;
    private final Map<Class<?>, CostFunction<?>> costFunctions = new HashMap<>();
    private CreditPolicy policy = CreditPolicy.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private Duration holdTime = DEFAULT_HOLD_TIME;
    private Duration pollInterval = DEFAULT_POLL_INTERVAL;
    private GroupCommit groupCommit = GroupCommit.DEFAULT;

    private WebhookSettings webhooks = WebhookSettings.DEFAULT;
    private NotificationSettings notifications = NotificationSettings.DEFAULT;
    private LocalTime verifyAt = LocalTime.of(3, 0);
    private BillingListener listener = BillingListener.NONE;

    BillingServiceBuilder() {}

    /** Where accounts are kept. Needed. The service closes it. */
    public BillingServiceBuilder store(BillingStore billingStore) {
        store = billingStore;
        return this;
    }

    /** What the host sells. Needed. */
    public BillingServiceBuilder catalog(Catalog whatIsSold) {
        catalog = whatIsSold;
        return this;
    }

    /** The payment service. Without it there are no webhooks and no purchases. */
    public BillingServiceBuilder gateway(PaymentGateway paymentGateway) {
        gateway = paymentGateway;
        return this;
    }

    /** Who is charged for calls of methods with {@link TrackUsage}. Needed, unless each such method has a parameter for it. */
    public BillingServiceBuilder tenantResolver(TenantResolver resolver) {
        tenantResolver = resolver;
        return this;
    }

    /**
     * A cost function that has no constructor without parameters, for {@link TrackUsage#costBy} annotations that name
     * its class.
     */
    public BillingServiceBuilder costFunction(CostFunction<?> function) {
        costFunctions.put(function.getClass(), function);
        return this;
    }

    /** The host's choices where the rules of credits leave one; {@link CreditPolicy#DEFAULT} unless given. */
    public BillingServiceBuilder policy(CreditPolicy creditPolicy) {
        policy = creditPolicy;
        return this;
    }

    /** Where the time comes from; the system's clock unless given. */
    public BillingServiceBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** After how long a hold is released by itself; 15 minutes unless given, which outlasts most requests. */
    public BillingServiceBuilder holdTime(Duration duration) {
        holdTime = positive("hold time", duration);
        return this;
    }

    /**
     * How often a started worker looks for work that nobody told it of, such as webhooks received by another node; 1
     * second unless given. Work of the same node is begun at once.
     */
    public BillingServiceBuilder pollInterval(Duration duration) {
        pollInterval = positive("poll interval", duration);
        return this;
    }

    /** How stored webhook events are worked on, and who else wants them; {@link WebhookSettings#DEFAULT} unless given. */
    public BillingServiceBuilder webhooks(WebhookSettings settings) {
        webhooks = settings;
        return this;
    }

    /** How concurrent calls share commits; {@link GroupCommit#DEFAULT} unless given. */
    public BillingServiceBuilder groupCommit(GroupCommit settings) {
        groupCommit = settings;
        return this;
    }

    /** How notifications are delivered; {@link NotificationSettings#DEFAULT}, which is not at all, unless given. */
    public BillingServiceBuilder notifications(NotificationSettings settings) {
        notifications = settings;
        return this;
    }

    /**
     * When the worker verifies every ledger, once a day, in UTC; 03:00 unless given, when most hosts are quiet. See
     * {@link CreditPolicy#lockOnDrift} for what happens to an account whose ledger does not add up.
     */
    public BillingServiceBuilder verifyLedgersAt(LocalTime utc) {
        verifyAt = utc;
        return this;
    }

    /** Who hears of what has happened, such as {@code BillingMeters} of billing-micrometer; nobody unless given. */
    public BillingServiceBuilder listener(BillingListener hearing) {
        listener = hearing;
        return this;
    }

    private static Duration positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "the " + what + " must be longer than zero, not " + duration);
        }
        return duration;
    }

    /**
     * Freezes everything and writes the catalog's plans to the store. Starts no thread.
     *
     * @throws BillingConfigurationException when the store or the catalog is missing
     */
    public BillingService build() {
        if (store == null) {
            throw new BillingConfigurationException(
                    "a billing service needs a store: builder.store(JdbcBillingStore.create(dataSource))");
        }
        if (catalog == null) {
            throw new BillingConfigurationException(
                    "a billing service needs a catalog: builder.catalog(Catalog.builder()...build())");
        }
        return new DefaultBillingService(new BillingOptions(
                store,
                catalog,
                gateway,
                tenantResolver,
                costFunctions,
                policy,
                clock,
                holdTime,
                pollInterval,
                groupCommit,
                webhooks,
                notifications,
                verifyAt,
                listener));
    }
}
