// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param headers names in lower case
 */
record Request(String method, String path, String query, String body, Map<String, String> headers) {
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The key that matters: GET and DELETE have none. */
    @Nullable
    String idempotencyKey() {
        return method.equals("POST") ? header("idempotency-key") : null;
    }
}
