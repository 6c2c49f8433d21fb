package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Server;
import io.zentinelproxy.core.net.LinePerSecond;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.Ticker;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * What is said of the HTTP/2 connections of one listener that ended with an error: no exchange tells of it. Each counts under its
 * reason; of each reason one line a second is logged, with the number since the line before. Any thread.
 */
final class EndedConnections implements Http2Server.EndedConnections {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;
    private final Ticker ticker;
    private final Consumer<String> counted;

    /** By reason; of these there is a fixed set. */
    private final ConcurrentMap<String, LinePerSecond> byReason = new ConcurrentHashMap<>();

    /** @param counted counts a connection under its reason */
    EndedConnections(String listener, Ticker ticker, Consumer<String> counted) {
        this.listener = listener;
        this.ticker = ticker;
        this.counted = counted;
    }

    @Override
    public void ended(ClientAddress peer, ErrorCode code, String reason) {
        counted.accept(reason);
        long said = byReason.computeIfAbsent(reason, first -> new LinePerSecond(ticker))
                .toSay();
        if (said > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "listener " + listener + ": HTTP/2 connections ended with " + code.word() + " for " + reason + ": "
                            + said + ", the last from " + peer.address().getHostAddress());
        }
    }
}
