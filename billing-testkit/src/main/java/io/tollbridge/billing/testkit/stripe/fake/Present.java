// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

/** Looks objects up that must be there and not be deleted. */
final class Present {
    private Present() {}

    static Entity get(World world, Call call, String object, String id, String param) {
        Entity entity = world.store().get(call.scope(), object, id, param);
        if (entity.isDeleted()) {
            throw StripeError.missing(object, id, param);
        }
        return entity;
    }
}
