// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.Customers;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.Optional;

/** Links of tenants to customers, in the gateway's mode. */
final class DefaultCustomers implements Customers {
    private static final int MAX_EMAIL = 254;

    private final BillingOptions options;
    private final CommandExecutor executor;
    private final CustomerMaker maker;

    DefaultCustomers(BillingOptions options, CommandExecutor executor) {
        this.options = options;
        this.executor = executor;
        this.maker = new CustomerMaker(executor, options.clock());
    }

    @Override
    public String ensureStripeCustomer(String tenantId) {
        Arguments.tenant(tenantId);
        return maker.ensure(gateway(), tenantId);
    }

    @Override
    public void setBillingEmail(String tenantId, String email) {
        Arguments.tenant(tenantId);
        int at = email.indexOf('@');
        boolean plain = email.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        if (at < 1 || at == email.length() - 1 || email.length() > MAX_EMAIL || !plain) {
            // why not the value: it is personal data
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "the billing e-mail of tenant " + tenantId + " must be 3 to " + MAX_EMAIL
                            + " characters with an @ inside and no blanks");
        }
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "a billing e-mail", email);
        boolean livemode = livemode();
        executor.inTransaction(transaction -> {
            ErasedTenants.refuse(transaction, tenantId);
            transaction.saveCustomer(
                    transaction.lockCustomer(tenantId, livemode).withEmail(email));
            return email;
        });
    }

    @Override
    public Optional<String> billingEmail(String tenantId) {
        Arguments.tenant(tenantId);
        boolean livemode = livemode();
        return Optional.ofNullable(options.store()
                .read(reader -> reader.customer(tenantId, livemode))
                .email());
    }

    @Override
    public void unlink(String tenantId, String stripeCustomerId) {
        Arguments.tenant(tenantId);
        boolean livemode = livemode();
        executor.inTransaction(transaction -> {
            TenantCustomer stored = transaction.lockCustomer(tenantId, livemode);
            if (stripeCustomerId.equals(stored.customerId())) {
                transaction.saveCustomer(stored.unlinked());
            }
            return stored;
        });
    }

    @Override
    public void link(String tenantId, String stripeCustomerId) {
        Arguments.tenant(tenantId);
        if (!stripeCustomerId.startsWith("cus_") || stripeCustomerId.length() > 255) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a Stripe customer id begins with cus_, unlike the one given for tenant " + tenantId);
        }
        TenantLink link = new TenantLink(tenantId, stripeCustomerId, livemode());
        Optional<TenantLink> inTheWay = executor.inTransaction(transaction -> {
            ErasedTenants.refuse(transaction, tenantId);
            return transaction.link(link);
        });
        inTheWay.ifPresent(other -> {
            throw new OperationRejectedException(
                    ErrorCode.CUSTOMER_LINK_CONFLICT,
                    "tenant " + tenantId + " cannot be linked to customer " + stripeCustomerId + ": tenant "
                            + other.tenantId() + " is linked to customer " + other.customerId());
        });
    }

    @Override
    public Optional<String> customerOf(String tenantId) {
        Arguments.tenant(tenantId);
        boolean livemode = livemode();
        return options.store()
                .read(reader -> reader.linkOfTenant(tenantId, livemode))
                .map(TenantLink::customerId);
    }

    private boolean livemode() {
        return gateway().livemode();
    }

    private PaymentGateway gateway() {
        PaymentGateway gateway = options.gateway();
        if (gateway == null) {
            throw new BillingConfigurationException(
                    "customers need a gateway: builder.gateway(StripeService.create(settings))");
        }
        return gateway;
    }
}
