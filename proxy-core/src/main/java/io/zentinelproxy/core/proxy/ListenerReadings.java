package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import io.zentinelproxy.core.tls.HandshakeObserver;
import io.zentinelproxy.core.tls.HandshakeResult;
import io.zentinelproxy.core.tls.TlsServer;
import java.util.function.LongConsumer;

/**
 * What metrics say of the socket of a listener.
 *
 * @param id the listener's by the configuration in force
 */
record ListenerReadings(String id, Listener listener) implements Teller {
    @Override
    public void tell(Figures figures) {
        figures.put(Reading.CONNECTIONS, listener.accepted(), id);
        figures.put(Reading.ACCEPT_FAILURES, listener.failed(), id);
        for (String reason : listener.admissions().reasons()) {
            figures.put(Reading.CONNECTIONS_REFUSED, listener.admissions().refused(reason), id, reason);
        }
    }

    /** @param by how clients come to speak it here */
    static void tell(Figures figures, String listener, Http2Counters http2, String by) {
        figures.put(Reading.HTTP2_CONNECTIONS, http2.connections(), listener, by);
        figures.put(Reading.HTTP2_OPEN_CONNECTIONS, http2.open(), listener);
        figures.put(Reading.HTTP2_STREAMS, http2.streams(), listener);
        figures.put(Reading.HTTP2_REFUSED_STREAMS, http2.refusedStreams(), listener);
        figures.put(Reading.HTTP2_BUDGET_WARNINGS, http2.budgetWarnings(), listener);
        http2.oddEvents()
                .forEach((kind, count) -> figures.put(Reading.HTTP2_ODD_EVENTS, count.getAsLong(), listener, kind));
        for (ErrorCode code : ErrorCode.values()) {
            figures.put(Reading.HTTP2_RESETS, http2.resetsReceived(code), listener, "client", code.word());
            figures.put(Reading.HTTP2_RESETS, http2.resetsSent(code), listener, "proxy", code.word());
            figures.put(Reading.HTTP2_GOAWAYS, http2.ends(code), listener, code.word());
        }
    }

    static void tell(Figures figures, String listener, TlsServer tls) {
        for (HandshakeResult result : HandshakeResult.values()) {
            figures.put(Reading.TLS_HANDSHAKES, tls.count(result), listener, result.word());
        }
    }

    /** Counts how long the handshakes of a listener took that succeeded. */
    static HandshakeObserver durations(Metrics metrics, String listener) {
        LongConsumer durations = metrics.handshakeDurations(listener);
        return (result, nanos) -> {
            if (result.isSuccess()) {
                durations.accept(nanos);
            }
        };
    }
}
