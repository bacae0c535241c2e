// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

/** The endpoints of one kind of object. */
interface Resource {
    void register(Routes routes);
}
