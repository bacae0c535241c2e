// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/**
 * A refund as the payment service answered. It may still fail later, which comes as a webhook.
 *
 * @param id the service's id
 * @param status the service's word: {@code pending}, {@code succeeded}, {@code requires_action}, {@code failed} or
 *     {@code canceled}
 * @param amount how much
 */
public record GatewayRefund(String id, String status, Money amount) {}
