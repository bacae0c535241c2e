// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import com.google.gson.JsonObject;

/** What a request is answered with. */
record Reply(int status, JsonObject body) {
    static Reply of(int status) {
        return new Reply(status, new JsonObject());
    }

    Reply with(String name, String value) {
        body.addProperty(name, value);
        return this;
    }

    Reply with(String name, long value) {
        body.addProperty(name, value);
        return this;
    }

    Reply with(String name, boolean value) {
        body.addProperty(name, value);
        return this;
    }
}
