// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.Map;

/** A request that has passed the checks of {@link Api}. */
record Call(Scope scope, ApiRendering rendering, Params params, Map<String, String> path) {
    /** The part of the path that a route calls {@code id}. */
    String id() {
        return path("id");
    }

    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }
}
