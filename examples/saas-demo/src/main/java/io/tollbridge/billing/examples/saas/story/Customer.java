// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.util.Map;

/** The customer of the story, who uses the application over HTTP. */
final class Customer {
    static final String TENANT = "acme";
    private static final String NAME = "Acme";

    private final Stage stage;

    Customer(Stage stage) {
        this.stage = stage;
    }

    void post(String path, int status) {
        post(path, Map.of(), status);
    }

    void postWithKey(String path, String key, int status) {
        post(path, Map.of("Idempotency-Key", key), status);
    }

    private void post(String path, Map<String, String> headers, int status) {
        HttpAnswer answer = send(path, headers);
        String key = headers.isEmpty() ? "" : "  (key " + headers.get("Idempotency-Key") + ")";
        stage.narrator().did(NAME, "POST " + path + key, answer);
        stage.checks().same("status of POST " + path, status, answer.status());
    }

    /** The same request several times, told in one line. */
    void post(int times, String path, int status) {
        for (int i = 0; i < times; i++) {
            stage.checks()
                    .same("status of POST " + path, status, send(path, Map.of()).status());
        }
        stage.narrator().did(NAME, "POST " + path + ", " + times + " times", times + " x " + status);
    }

    private HttpAnswer send(String path, Map<String, String> headers) {
        var all = new java.util.HashMap<>(headers);
        all.put("X-Tenant", TENANT);
        return stage.http().post(stage.application().address().resolve(path), all, new byte[0]);
    }
}
