package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Server;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.Ticker;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * What is said of the HTTP/2 connections of one listener that ended with an error: no exchange tells of it. Each counts under its
 * reason; of each reason one line a second is logged, with the number since the line before. Any thread.
 */
final class EndedConnections implements Http2Server.EndedConnections {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;
    private final Ticker ticker;
    private final Consumer<String> counted;

    /** By reason; of these there is a fixed set. */
    private final ConcurrentMap<String, OfReason> byReason = new ConcurrentHashMap<>();

    /** Guarded by its monitor. */
    private static final class OfReason {
        private long unsaid;
        private long saidAt;

        OfReason(long longAgo) {
            saidAt = longAgo;
        }

        /** How many a line is to speak of, or 0 for no line. */
        synchronized long count(long now) {
            unsaid++;
            if (now - saidAt < SECOND) {
                return 0;
            }
            long all = unsaid;
            unsaid = 0;
            saidAt = now;
            return all;
        }
    }

    /** @param counted counts a connection under its reason */
    EndedConnections(String listener, Ticker ticker, Consumer<String> counted) {
        this.listener = listener;
        this.ticker = ticker;
        this.counted = counted;
    }

    @Override
    public void ended(ClientAddress peer, ErrorCode code, String reason) {
        counted.accept(reason);
        long now = ticker.nanos();
        long said = byReason.computeIfAbsent(reason, first -> new OfReason(now - SECOND))
                .count(now);
        if (said > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "listener " + listener + ": HTTP/2 connections ended with " + code.word() + " for " + reason + ": "
                            + said + ", the last from " + peer.address().getHostAddress());
        }
    }
}
