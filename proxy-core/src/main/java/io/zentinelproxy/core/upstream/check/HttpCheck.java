package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.upstream.health.CheckFailed;
import io.zentinelproxy.core.upstream.health.HealthCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks with GET, in the version that requests are sent in, and looks at the status and, where asked, at the content. */
final class HttpCheck implements HealthCheck {
    /** Octets of content that are looked at. */
    static final int MAX_CHECKED_OCTETS = 64 * 1024;

    private final HealthCheckSettings.Http settings;
    private final Offer offer;
    private final CheckParts parts;
    private final byte @Nullable [] text;

    HttpCheck(HealthCheckSettings.Http settings, Offer offer, CheckParts parts) {
        this.settings = settings;
        this.offer = offer;
        this.parts = parts;
        text = settings.text() == null ? null : settings.text().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void run(Endpoint endpoint, long until) throws CheckFailed {
        RequestHead request = CheckRequest.of("GET", settings.target(), settings.host(), endpoint.address());
        try (Call call = begin(endpoint, until)) {
            UpstreamExchange exchange = call.exchange();
            exchange.send(request, BodyLength.NONE).finish(null);
            ResponseHead head = exchange.receiveFinal();
            judge(head.status());
            if (settings.seesContent()) {
                judge(exchange.body());
            }
        } catch (Fault fault) {
            throw Checks.failed(fault);
        }
    }

    private Call begin(Endpoint endpoint, long until) throws UpstreamFault {
        Transport transport = parts.dial().connect(endpoint, offer, until);
        boolean http2 =
                transport.tls() == null ? offer == Offer.HTTP2 : transport.tls().isHttp2();
        return http2 ? Call.http2(transport, parts, until) : Call.http1(transport, parts);
    }

    private void judge(int status) throws CheckFailed {
        if (settings.expected().stream().noneMatch(span -> span.holds(status))) {
            throw new CheckFailed("status " + status);
        }
    }

    /** What is sought may stand anywhere in what is looked at; the rest is not read. */
    private void judge(BodySource body) throws Fault, CheckFailed {
        ByteBuffer content = ByteBuffer.allocate(MAX_CHECKED_OCTETS);
        while (content.hasRemaining() && body.pull(content) >= 0) {
            if (isGood(content)) {
                return;
            }
        }
        if (!isGood(content)) {
            throw new CheckFailed("content without what is expected");
        }
    }

    private boolean isGood(ByteBuffer content) {
        LinearPattern pattern = settings.pattern();
        return (text == null || contains(content, text))
                && (pattern == null || pattern.find(content.array(), 0, content.position()));
    }

    private static boolean contains(ByteBuffer content, byte[] sought) {
        String octets = new String(content.array(), 0, content.position(), StandardCharsets.ISO_8859_1);
        return octets.contains(new String(sought, StandardCharsets.ISO_8859_1));
    }
}
