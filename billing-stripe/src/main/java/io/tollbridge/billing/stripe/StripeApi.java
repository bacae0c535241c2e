// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.RequestOptions;
import com.stripe.service.V1Services;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.RequestKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of Stripe's API through Stripe's library. What is answered is read from the bytes, not from the library's
 * objects: those turn 12.5 into 12, and some answers make them fail with a null pointer.
 */
final class StripeApi {
    private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);

    private final WireClient wire;
    private final StripeClient client;

    private StripeApi(StripeSettings settings, String apiKey) {
        wire = new WireClient(settings.apiLimits());
        StripeClient.StripeClientBuilder builder =
                StripeClient.builder().setApiKey(apiKey).setMaxNetworkRetries(0).setHttpClient(wire);
        String base = settings.apiBase();
        if (base != null) {
            builder.setApiBase(base);
        }
        client = builder.build();
    }

    static StripeApi of(StripeSettings settings, String apiKey) {
        // why here: it is a switch for the whole process, and this library owns up to what is sent
        Stripe.enableTelemetry = false;
        return new StripeApi(settings, apiKey);
    }

    /** A request of Stripe's library. */
    interface Sending {
        void send(V1Services v1, RequestOptions options) throws StripeException;
    }

    /** Changes something, once for each key. */
    Answer post(String what, RequestKey key, Sending sending) {
        RequestOptions options =
                RequestOptions.builder().setIdempotencyKey(key.value()).build();
        Answer answer = judge(run(what, () -> sending.send(client.v1(), options)));
        if (answer instanceof Answer.Refused refused && refused.error().keyConflict()) {
            LOG.error(
                    "{}: the key {} was used before with another request (Stripe's request {}); this is a defect",
                    what,
                    key,
                    refused.requestId());
        }
        return answer;
    }

    /** Changes something that comes to the same however often it is done. */
    Answer delete(String what, Sending sending) {
        return judge(run(what, () -> sending.send(client.v1(), RequestOptions.getDefault())));
    }

    /** Reads. Where nothing can be read it was not done, whatever the reason. */
    Answer get(String what, String path) {
        Answer answer = judge(run(what, () -> client.rawRequest(RequestMethod.GET, path, null)));
        if (answer instanceof Answer.InDoubt doubt) {
            return new Answer.NotDone(ErrorCode.GATEWAY_UNAVAILABLE, doubt.cause());
        }
        return answer;
    }

    private interface Call {
        void run() throws StripeException;
    }

    private Exchange run(String what, Call call) {
        return wire.during(exchange -> {
            try {
                call.run();
            } catch (StripeException judgedByTheWire) {
                LOG.debug(
                        "{}: {} after {} sending(s), {}",
                        what,
                        judgedByTheWire.getClass().getSimpleName(),
                        exchange.sendings(),
                        exchange.reply());
            } catch (RuntimeException defect) {
                if (exchange.sendings() == 0) {
                    throw defect;
                }
                // why only the type: the message may quote the answer
                LOG.debug("{}: {} in Stripe's library", what, defect.getClass().getName());
            }
        });
    }

    private static Answer judge(Exchange exchange) {
        Verdict last = exchange.last();
        Reply reply = exchange.reply();
        if (last == null) {
            throw new BillingConfigurationException("Stripe's library refused the request before it was sent");
        }
        if (last == Verdict.DONE && reply != null) {
            return new Answer.Done(StripeJson.of(reply.body()), reply);
        }
        if (last == Verdict.REFUSED && reply != null) {
            boolean saysNothing = reply.status() == 401 || reply.status() == 403;
            // why: an invalid key is refused before Stripe looks whether an earlier sending got through
            if (!saysNothing || !exchange.inDoubt()) {
                return new Answer.Refused(
                        reply.status(), ServiceError.in(StripeJson.of(reply.body())), reply.requestId());
            }
        }
        if (!exchange.inDoubt()) {
            return new Answer.NotDone(
                    last == Verdict.LIMITED ? ErrorCode.GATEWAY_RATE_LIMITED : ErrorCode.GATEWAY_UNAVAILABLE,
                    exchange.broken());
        }
        boolean spent = reply != null && reply.status() >= 500 && reply.replayed();
        return new Answer.InDoubt(why(reply), spent, reply == null ? null : reply.requestId(), exchange.broken());
    }

    private static String why(@Nullable Reply reply) {
        return reply == null ? "no answer" : "the answer was a " + reply.status();
    }
}
