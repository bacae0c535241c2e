// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/**
 * What the ledger says about a purchase that is disputed, in the same words twice: for programs and for people. It holds
 * the purchase and who wanted it, the consent to automatic purchases, when its credits were granted, what was used of
 * them and when, all use since, what was taken back, and whether the ledger adds up. No card data, no secrets, no
 * idempotency keys; names and texts are those that the host has given.
 *
 * @param tenantId whose purchase it is
 * @param purchaseId the purchase
 * @param json one JSON object, UTF-8 text
 * @param markdown the same as a document
 */
public record PurchaseEvidence(String tenantId, String purchaseId, String json, String markdown) {}
