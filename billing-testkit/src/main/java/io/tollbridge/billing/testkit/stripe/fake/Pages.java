// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plain HTML pages that stand for those that Stripe hosts. */
final class Pages {
    private final List<Page> pages = new ArrayList<>();

    /** Adds a page. */
    void add(Page page) {
        pages.add(page);
    }

    Reply answer(Request request) {
        for (Page page : pages) {
            Reply reply = page.answer(request);
            if (reply.status() != 404) {
                return reply;
            }
        }
        return html(404, "<h1>There is no such page</h1>");
    }

    static Reply html(int status, String body) {
        return new Reply(
                status,
                "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Fake Stripe</title></head><body>"
                        + body + "</body></html>",
                Map.of("Content-Type", "text/html; charset=utf-8"));
    }

    static Reply redirect(String url) {
        return new Reply(303, "", Map.of("Location", url, "Content-Type", "text/html"));
    }

    static Reply unknown() {
        return html(404, "");
    }

    /** Text that cannot be taken for HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Answers with 404 what it does not know. */
    interface Page {
        Reply answer(Request request);
    }
}
