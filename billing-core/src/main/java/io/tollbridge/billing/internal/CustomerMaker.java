// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the one customer of a tenant. The payment service is only asked between two transactions; what makes it one
 * customer is the stored attempt, whose key everybody uses. Callers of one node who want the same tenant at the same time
 * share one run.
 */
final class CustomerMaker {
    private static final Logger LOG = LoggerFactory.getLogger(CustomerMaker.class);
    private static final int ROUNDS = 4;

    private final CommandExecutor executor;
    private final InstantSource clock;
    private final ConcurrentMap<String, CompletableFuture<String>> running = new ConcurrentHashMap<>();

    CustomerMaker(CommandExecutor executor, InstantSource clock) {
        this.executor = executor;
        this.clock = clock;
    }

    String ensure(PaymentGateway gateway, String tenantId) {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> other = running.putIfAbsent(tenantId, mine);
        if (other != null) {
            return shared(other);
        }
        try {
            String customer = ensureAlone(gateway, tenantId);
            mine.complete(customer);
            return customer;
        } catch (RuntimeException | Error failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            running.remove(tenantId, mine);
        }
    }

    private static String shared(CompletableFuture<String> other) {
        try {
            return other.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException same) {
                throw same;
            }
            throw failure;
        }
    }

    private String ensureAlone(PaymentGateway gateway, String tenantId) {
        for (int round = 1; round <= ROUNDS; round++) {
            TenantCustomer stored = begun(tenantId, gateway.livemode());
            String customer = stored.customerId() == null ? made(gateway, stored) : kept(gateway, stored);
            if (customer != null) {
                return customer;
            }
        }
        throw new GatewayException(
                ErrorCode.GATEWAY_OUTCOME_UNKNOWN,
                "the customer of tenant " + tenantId + " was changed by others " + ROUNDS
                        + " times meanwhile; try again",
                null,
                null,
                null);
    }

    /** What is stored, with an open attempt when there is no customer. */
    private TenantCustomer begun(String tenantId, boolean livemode) {
        return executor.inTransaction(transaction -> {
            ErasedTenants.refuse(transaction, tenantId);
            TenantCustomer stored = transaction.lockCustomer(tenantId, livemode);
            if (stored.customerId() != null || stored.attempt() != null) {
                return stored;
            }
            TenantCustomer begun = stored.attempting(attempt(stored));
            transaction.saveCustomer(begun);
            return begun;
        });
    }

    private CustomerAttempt attempt(TenantCustomer tenant) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new CustomerAttempt(tenant.tenantId(), UUID.randomUUID().toString(), now, tenant.email());
    }

    /** The customer of the open attempt, null when the attempt is over without one. */
    private @Nullable String made(PaymentGateway gateway, TenantCustomer stored) {
        CustomerAttempt attempt = stored.attempt();
        if (attempt == null) {
            return null;
        }
        try {
            GatewayCustomer customer = gateway.createCustomer(attempt, clock.instant());
            if (!customer.deleted()) {
                return linked(stored, attempt, customer.id());
            }
            discard(stored, attempt);
            return null;
        } catch (GatewayException failure) {
            switch (failure.code()) {
                case GATEWAY_ATTEMPT_SPENT -> discard(stored, attempt);
                case GATEWAY_REJECTED, GATEWAY_OBJECT_UNKNOWN -> {
                    // why: what is refused now is refused for ever, also after the e-mail was mended
                    discard(stored, attempt);
                    throw failure;
                }
                default -> throw failure;
            }
            return null;
        }
    }

    /** The customer that is linked now, null when the attempt was given up by somebody else meanwhile. */
    private @Nullable String linked(TenantCustomer seen, CustomerAttempt attempt, String customerId) {
        return executor.inTransaction(transaction -> {
            TenantCustomer stored = transaction.lockCustomer(seen.tenantId(), seen.livemode());
            if (stored.customerId() != null) {
                if (!stored.customerId().equals(customerId)) {
                    LOG.warn(
                            "tenant {} was linked to customer {} while customer {} was made for it; the latter is not"
                                    + " used",
                            seen.tenantId(),
                            stored.customerId(),
                            customerId);
                }
                return stored.customerId();
            }
            if (!same(attempt, stored.attempt())) {
                return null;
            }
            link(transaction, new TenantLink(seen.tenantId(), customerId, seen.livemode()));
            TenantCustomer linked = new TenantCustomer(
                    stored.tenantId(), stored.livemode(), customerId, stored.email(), attempt.email(), null);
            transaction.saveCustomer(linked);
            return customerId;
        });
    }

    private static void link(StoreTransaction transaction, TenantLink link) {
        Optional<TenantLink> other = transaction.link(link);
        if (other.isPresent()) {
            throw new OperationRejectedException(
                    ErrorCode.CUSTOMER_LINK_CONFLICT,
                    "customer " + link.customerId() + ", made for tenant " + link.tenantId()
                            + ", is linked to tenant " + other.get().tenantId()
                            + "; unlink it there, or link the tenants to the right customers");
        }
    }

    private void discard(TenantCustomer seen, CustomerAttempt attempt) {
        executor.inTransaction(transaction -> {
            TenantCustomer stored = transaction.lockCustomer(seen.tenantId(), seen.livemode());
            if (same(attempt, stored.attempt())) {
                transaction.saveCustomer(stored.attempting(null));
            }
            return stored;
        });
    }

    private static boolean same(CustomerAttempt attempt, @Nullable CustomerAttempt stored) {
        return stored != null && stored.attemptId().equals(attempt.attemptId());
    }

    /** The linked customer, null when it was deleted. */
    private @Nullable String kept(PaymentGateway gateway, TenantCustomer stored) {
        String customerId = String.valueOf(stored.customerId());
        Optional<GatewayCustomer> customer;
        try {
            customer = gateway.getCustomer(customerId);
        } catch (GatewayException failure) {
            if (!failure.retryable()) {
                throw failure;
            }
            LOG.warn("customer {} of tenant {} could not be looked up now", customerId, stored.tenantId(), failure);
            return customerId;
        }
        if (customer.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_OBJECT_UNKNOWN,
                    "customer " + customerId + " of tenant " + stored.tenantId()
                            + " does not exist in the account of the API key; give the key of the account where it is,"
                            + " or call customers().unlink(...) to let a new one be made",
                    null,
                    null,
                    null);
        }
        if (customer.get().deleted()) {
            LOG.warn("customer {} of tenant {} was deleted; a new one is made", customerId, stored.tenantId());
            unlink(stored, customerId);
            return null;
        }
        if (stored.emailDue()) {
            tell(gateway, stored, customerId);
        }
        return customerId;
    }

    private void unlink(TenantCustomer seen, String customerId) {
        executor.inTransaction(transaction -> {
            TenantCustomer stored = transaction.lockCustomer(seen.tenantId(), seen.livemode());
            if (customerId.equals(stored.customerId())) {
                transaction.saveCustomer(stored.unlinked());
            }
            return stored;
        });
    }

    private void tell(PaymentGateway gateway, TenantCustomer seen, String customerId) {
        String email = seen.email();
        if (email == null) {
            return;
        }
        try {
            gateway.updateEmail(customerId, email);
        } catch (GatewayException failure) {
            // why not thrown: the customer is there, and the e-mail stays due
            LOG.warn("the e-mail of customer {} could not be changed now", customerId, failure);
            return;
        }
        executor.inTransaction(transaction -> {
            TenantCustomer stored = transaction.lockCustomer(seen.tenantId(), seen.livemode());
            if (customerId.equals(stored.customerId())) {
                transaction.saveCustomer(stored.told(email));
            }
            return stored;
        });
    }
}
