package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.http.RequestHead;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the error log every exchange that failed on our side or behind us: a fault of status 500 or above that is not the
 * client's. A defect of ours is an error, the rest are warnings.
 */
final class FailedExchanges implements ExchangeObserver {
    private static final String SOURCE = "exchange";
    private static final byte[] MESSAGE = Ascii.octets(",\"message\":\"");
    private static final byte[] REASON = Ascii.octets(",\"reason\":\"");
    private static final byte[] REQUEST_ID = Ascii.octets(",\"request_id\":\"");
    private static final byte[] CLIENT = Ascii.octets(",\"client\":\"");
    private static final byte[] METHOD = Ascii.octets(",\"method\":\"");
    private static final byte[] TARGET = Ascii.octets(",\"target\":\"");
    private static final byte[] STATUS = Ascii.octets(",\"status\":");
    private static final byte[] ROUTE = Ascii.octets(",\"route\":\"");
    private static final byte[] UPSTREAM = Ascii.octets(",\"upstream\":\"");
    private static final byte[] ENDPOINT = Ascii.octets(",\"endpoint\":\"");
    private static final byte[] ATTEMPTS = Ascii.octets(",\"attempts\":");

    private final ExchangeEvents warnings;
    private final ExchangeEvents errors;

    /** Failures as events of the error log. */
    FailedExchanges(ErrorLog log, EventLog of) {
        warnings = events(log, of, Level.WARNING);
        errors = events(log, of, Level.ERROR);
    }

    private static ExchangeEvents events(ErrorLog log, EventLog of, Level level) {
        return new ExchangeEvents(log.outlets(level, SOURCE, FailedExchanges::put), () -> {
            EventLog next = of.successor();
            ErrorLog there = next == null ? null : next.errors();
            return next == null || there == null ? null : events(there, next, level);
        });
    }

    @Override
    public void finished(Exchange exchange) {
        Fault fault = exchange.fault();
        if (fault == null || fault.status() < 500 || fault instanceof ClientFault) {
            return;
        }
        ExchangeEvents events = fault instanceof InternalFault ? errors : warnings;
        events.write(exchange);
    }

    private static int put(Exchange exchange, byte[] into, int position) {
        Fault fault = exchange.fault();
        int at = position;
        if (fault != null) {
            at = JsonText.member(into, at, MESSAGE, fault.sentence());
            at = JsonText.member(into, at, REASON, fault.reason());
        }
        at = JsonText.member(into, at, REQUEST_ID, exchange.requestId(), 0, exchange.requestIdLength());
        at = request(exchange, into, at);
        at = JsonText.member(into, at, STATUS, exchange.status());
        return whither(exchange, into, at);
    }

    private static int request(Exchange exchange, byte[] into, int position) {
        byte[] client = exchange.client().octets();
        int at = JsonText.member(into, position, CLIENT, client, 0, client.length);
        RequestHead head = exchange.head();
        if (!head.isParsed()) {
            return at;
        }
        at = JsonText.member(into, at, METHOD, head.octets(), head.methodStart(), head.methodEnd());
        return JsonText.member(into, at, TARGET, head.octets(), head.targetStart(), head.targetEnd());
    }

    private static int whither(Exchange exchange, byte[] into, int position) {
        int at = position;
        RouteFacts route = exchange.route();
        if (route != null) {
            at = id(into, at, ROUTE, route.routeId());
            at = id(into, at, UPSTREAM, exchange.upstreamId());
        }
        at = id(into, at, ENDPOINT, exchange.endpoint());
        return JsonText.member(into, at, ATTEMPTS, exchange.attempts());
    }

    private static int id(byte[] into, int at, byte[] opening, @Nullable String id) {
        return id == null ? at : JsonText.member(into, at, opening, id);
    }
}
