// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import io.tollbridge.billing.webhook.WebhookChange;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.Webhooks;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what it receives and answers as told. */
final class RecordingWebhooks implements Webhooks {
    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile Supplier<WebhookReceipt> answer = () -> WebhookReceipt.STORED;

    @Override
    public WebhookReceipt receive(byte[] body, @Nullable String signatureHeader) {
        requests.add(new Request(body, signatureHeader));
        return answer.get();
    }

    @Override
    public List<WebhookRecord> list(@Nullable WebhookStatus status, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replay(WebhookEventKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WebhookChange replay(WebhookQuery query, WebhookDecision decision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean discard(WebhookEventKey key, String actor, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WebhookChange discard(WebhookQuery query, WebhookDecision decision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int processPending() {
        throw new UnsupportedOperationException();
    }

    /** What was received. */
    @SuppressWarnings("ArrayRecordComponent")
    record Request(byte[] body, @Nullable String signature) {}
}
