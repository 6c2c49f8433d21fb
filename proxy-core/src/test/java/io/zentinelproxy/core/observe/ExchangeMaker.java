package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.UriRefusal;
import java.net.InetAddress;
import java.util.Map;

/** Makes exchanges as they look when observers are told of them. */
final class ExchangeMaker {
    /** 2026-11-24T10:00:00.123Z. */
    static final long START_MILLIS = 1_795_514_400_123L;

    private static final long START_NANOS = 5_000_000;

    /** A route as a snapshot knows it. */
    record Route(int number, String routeId, String upstreamId) implements RouteFacts {}

    private ExchangeMaker() {}

    /** An exchange of which nothing is known but who called. */
    static Exchange begun() {
        Exchange exchange = new Exchange("main", client(), new RequestHead());
        exchange.begin(START_MILLIS, START_NANOS);
        return exchange;
    }

    private static ClientAddress client() {
        return ClientAddress.of(InetAddress.getLoopbackAddress(), 50_000);
    }

    /** A request head understood, not answered yet. */
    static Exchange asked(String method, String target, Map<String, String> fields) {
        Exchange exchange = begun();
        ask(exchange, method, target, fields);
        return exchange;
    }

    static void ask(Exchange exchange, String method, String target, Map<String, String> fields) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        RequestHead head = exchange.head();
        head.reset(Ascii.octets(text.toString()));
        head.method(0, method.length());
        int targetStart = method.length() + 1;
        head.target(targetStart, targetStart + target.length());
        int at = text.indexOf("\r\n") + 2;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            int nameEnd = at + field.getKey().length();
            int value = nameEnd + 2;
            int valueEnd = value + field.getValue().length();
            head.fields().addRead(at, nameEnd, value, valueEnd, valueEnd + 2);
            if (field.getKey().equals("Host")) {
                authority(head, value, valueEnd);
            }
            at = valueEnd + 2;
        }
    }

    private static void authority(RequestHead head, int start, int end) {
        try {
            head.authority(head.octets(), start, end, CanonicalAuthority.HTTP_PORT);
        } catch (UriRefusal refused) {
            throw new AssertionError(refused);
        }
    }

    static void id(Exchange exchange, String id) {
        byte[] octets = Ascii.octets(id);
        System.arraycopy(octets, 0, exchange.requestId(), 0, octets.length);
        exchange.requestIdLength(octets.length);
    }

    /** Answered after an attempt of 1,200 us within 1,500 us. */
    static void answer(Exchange exchange, RouteFacts route, int status) {
        exchange.route(route);
        exchange.attempt("127.0.0.1:9000", false, START_NANOS + 100_000);
        exchange.responseHeadAt(START_NANOS + 1_300_000);
        exchange.status(status);
        exchange.bodyOctets(7, 512);
        end(exchange);
    }

    static void end(Exchange exchange) {
        exchange.end(START_NANOS + 1_500_999, 120, 700);
    }
}
