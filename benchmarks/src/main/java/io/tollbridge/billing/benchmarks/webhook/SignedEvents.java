// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Instant;
import java.util.Arrays;

/**
 * Requests whose signatures were made before the clock runs, so that sending one costs a copy. Every 50th repeats an
 * event that was sent a moment ago, as Stripe does when an answer was late. For one thread.
 */
final class SignedEvents {
    static final String SECRET = "whsec_9Qp4uZ0cL8mV2nX6tB1kR7sD3fG5hJ";

    private static final int REPEAT_EVERY = 50;
    private static final int REPEAT_BACK = 40;

    private final EventTemplate template = new EventTemplate();
    private final long firstNumber;
    private final byte[][] signatures;
    private final byte[] head;
    private final int signatureAt;
    private int sent;
    private int requests;

    SignedEvents(Order order, Instant now) {
        firstNumber = order.firstNumber();
        signatures = new byte[order.events()][];
        WebhookSigner signer = WebhookSigner.of(SECRET);
        byte[] body = template.event(firstNumber);
        for (int i = 0; i < signatures.length; i++) {
            template.write(firstNumber + i, body, 0);
            signatures[i] = signer.header(body, now).getBytes(US_ASCII);
        }
        String before = "POST " + order.path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + order.port()
                + "\r\nUser-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\nAccept: */*; q=0.5, application/xml\r\n"
                + "Cache-Control: no-cache\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\nStripe-Signature: ";
        signatureAt = before.length();
        byte[] signature = signatures[0];
        head = (before + new String(signature, US_ASCII) + "\r\n\r\n").getBytes(US_ASCII);
    }

    /** An empty request, to be {@linkplain #next written to} again and again. */
    byte[] request() {
        byte[] body = template.event(firstNumber);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** Makes the request that of the next event; false when there is none left. */
    boolean next(byte[] request) {
        int which;
        if (++requests % REPEAT_EVERY == 0 && sent > REPEAT_BACK) {
            which = sent - REPEAT_BACK;
        } else if (sent < signatures.length) {
            which = sent++;
        } else {
            return false;
        }
        byte[] signature = signatures[which];
        System.arraycopy(signature, 0, request, signatureAt, signature.length);
        template.write(firstNumber + which, request, head.length);
        return true;
    }

    /** How many different events were sent. */
    int sent() {
        return sent;
    }

    /** How many requests were sent. */
    int requests() {
        return requests;
    }
}
