// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoreTransaction;
import java.util.List;
import java.util.Set;

/** Keeps personal data of tenants that were erased from coming back. */
final class ErasedTenants {
    private ErasedTenants() {}

    /**
     * Refuses a tenant that was erased, and keeps it from being erased until the transaction ends. Locks its account,
     * so it comes before every other lock of the transaction.
     */
    static void refuse(StoreTransaction transaction, String tenantId) {
        Account account = transaction
                .lock(List.of(new AccountRequest(tenantId, false, Set.of(), Set.of())))
                .get(tenantId);
        if (account != null && account.standing() == Account.Standing.ERASED) {
            throw new OperationRejectedException(
                    ErrorCode.TENANT_ERASED,
                    "tenant " + tenantId + " was erased and gets no customer and no billing e-mail again; use another"
                            + " tenant id");
        }
    }
}
