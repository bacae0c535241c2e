// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/**
 * A visit to the payment service's customer portal.
 *
 * @param customerId who visits; the host must have checked that the user belongs to the customer's tenant
 * @param returnUrl where the portal's way back leads: a path such as {@code /billing}, or an address below the
 *     configured public URL; anything else is refused, so that nobody can be led elsewhere
 * @param flow what the portal opens with
 */
public record PortalRequest(String customerId, String returnUrl, PortalFlow flow) {
    /** A visit to the portal's first page. */
    public static PortalRequest of(String customerId, String returnUrl) {
        return new PortalRequest(customerId, returnUrl, new PortalFlow.FirstPage());
    }

    /** This visit, opening with something else. */
    public PortalRequest flow(PortalFlow opensWith) {
        return new PortalRequest(customerId, returnUrl, opensWith);
    }
}
