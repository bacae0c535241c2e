// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import java.util.List;

/** What an endpoint answers, before it is put into the words of the caller's API version. */
interface Answer {
    JsonObject in(Rendering rendering);

    static Answer of(Entity entity) {
        return rendering -> rendering.of(entity);
    }

    /** An answer that reads the same in every version. */
    static Answer of(JsonObject json) {
        return rendering -> json.deepCopy();
    }

    static Answer page(List<Entity> entities, boolean more, String url) {
        return rendering -> rendering.list(entities, more, url);
    }
}
