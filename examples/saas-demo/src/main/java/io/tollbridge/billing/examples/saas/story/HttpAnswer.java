// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import java.util.List;

/**
 * What a server said.
 *
 * @param status the HTTP status
 * @param body the body as text
 */
record HttpAnswer(int status, String body) {
    private static final int LONG = 60;

    /** Status and body; a long JSON body in lines of its own. */
    List<String> lines() {
        if (body.length() <= LONG || !body.startsWith("{")) {
            return List.of((status + " " + body).strip());
        }
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(JsonParser.parseString(body));
        return (status + " " + json).lines().toList();
    }
}
