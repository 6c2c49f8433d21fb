package io.zentinelproxy.core.webhook;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.WebhookKey;
import io.zentinelproxy.core.config.WebhookSettings;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.BackgroundCall;
import io.zentinelproxy.core.upstream.BackgroundExchange;
import io.zentinelproxy.core.upstream.Upstream;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Attempts to tell one webhook of messages. For its thread, but for {@link #stop}. */
final class Delivery {
    private static final byte[] JSON = Ascii.octets("application/json");
    private static final byte[] AGENT = Ascii.octets("zentinel");

    private final WebhookSettings settings;
    private final Upstream upstream;
    private final AttemptLimits limits;
    private final Sweep sweep;
    private final Signature signature;
    private final ClientAddress ourselves = ClientAddress.of(InetAddress.getLoopbackAddress(), 0);
    private volatile @Nullable BackgroundExchange underWay;
    private volatile boolean stopped;

    /** What the receiver has said. */
    private static final class Heard implements BackgroundCall.Answer {
        private Verdict verdict = new Verdict.TryAgain("no answer", Duration.ZERO);

        @Override
        public void came(ResponseHead head) {
            verdict = Verdict.of(head.status(), RetryAfter.of(head.fields()));
        }
    }

    Delivery(WebhookSettings settings, Upstream upstream, Sweep sweep) {
        this.settings = settings;
        this.upstream = upstream;
        this.sweep = sweep;
        limits = AttemptLimits.within(upstream.settings().timeouts(), settings.timeout());
        signature = new Signature(WebhookKey.of(settings.secret().value()));
    }

    /** Sends it once; returns within the timeout of an attempt, but for the look-up of the host's name. */
    Verdict attempt(Message message) {
        byte[] payload = message.json();
        RequestHead head = head(message, payload);
        Exchange facts = new Exchange("", ourselves, head);
        facts.begin(System.currentTimeMillis(), System.nanoTime());
        BackgroundExchange exchange =
                new BackgroundExchange(facts, sweep.exact() + settings.timeout().toNanos());
        underWay = exchange;
        sweep.add(exchange);
        try {
            if (stopped) {
                exchange.stop();
            }
            return send(exchange, head, payload);
        } finally {
            sweep.remove(exchange);
            underWay = null;
        }
    }

    private Verdict send(BackgroundExchange exchange, RequestHead head, byte[] payload) {
        Heard heard = new Heard();
        BackgroundCall call = new BackgroundCall(upstream, limits, exchange, head, payload, payload.length, heard);
        try {
            call.send();
            return heard.verdict;
        } catch (Fault e) {
            return new Verdict.TryAgain(exchange.isLate() ? "timeout" : e.reason(), Duration.ZERO);
        }
    }

    private RequestHead head(Message message, byte[] payload) {
        long seconds = System.currentTimeMillis() / 1000;
        RequestHead head = RequestHead.ofOurs("POST", settings.url().target());
        Fields fields = head.fields();
        fields.add(FieldName.HOST, Ascii.octets(settings.url().authority()));
        fields.add(FieldName.USER_AGENT, AGENT);
        fields.add(FieldName.CONTENT_TYPE, JSON);
        add(fields, "webhook-id", message.id());
        add(fields, "webhook-timestamp", Long.toString(seconds));
        add(fields, "webhook-signature", signature.of(message.id(), seconds, payload));
        return head;
    }

    private static void add(Fields fields, String name, String value) {
        fields.add(FieldName.OTHER, Ascii.octets(name), Ascii.octets(value));
    }

    /** Ends the attempt under way, and each that begins later. Any thread. */
    void stop() {
        stopped = true;
        BackgroundExchange running = underWay;
        if (running != null) {
            running.stop();
        }
    }
}
