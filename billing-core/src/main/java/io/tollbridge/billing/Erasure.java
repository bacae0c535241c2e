// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.jspecify.annotations.Nullable;

/**
 * What erasing a tenant did.
 *
 * @param tenantId the tenant, of which nothing is kept under this id any more
 * @param pseudonym under which its ledger is kept from now on; null when this call moved nothing, because the tenant
 *     was erased before or was never known
 */
public record Erasure(String tenantId, @Nullable String pseudonym) {}
