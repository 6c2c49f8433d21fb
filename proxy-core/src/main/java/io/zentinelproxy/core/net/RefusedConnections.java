package io.zentinelproxy.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns connections away as cheaply as can be: reset, or one answer that is ready, one look at what has come, and closed. No thread
 * is started, nothing is parsed, and nothing is waited for. All are counted; of each reason one line a second is logged, with the
 * number since the line before. Any thread; mostly the acceptor.
 */
final class RefusedConnections {
    /** What usually has come by now. Octets that stay unread turn the close into a reset, which may overtake the answer. */
    private static final int DISCARDED = 16 * 1024;

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;

    /** Several threads may read into it at once: nobody looks at it. */
    private final ByteBuffer discarded = ByteBuffer.allocateDirect(DISCARDED);

    private final Map<String, OfReason> byReason = new LinkedHashMap<>();
    private final OfReason undeclared;

    /** What is known of one reason. */
    private static final class OfReason {
        private final String reason;
        private final LongAdder count;
        private final @Nullable ByteBuffer answer;
        private final LinePerSecond line;

        OfReason(ConnectionRefusal why, Ticker ticker, boolean answered, LongAdder count) {
            reason = why.reason();
            this.count = count;
            line = new LinePerSecond(ticker);
            byte[] octets = answered ? why.answer() : null;
            answer = octets == null
                    ? null
                    : ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        }
    }

    /**
     * All that may be refused for; of one reason twice, once.
     *
     * @param answered whether those refusals that have an answer give it
     * @param before whose counts are gone on from, or null
     */
    RefusedConnections(
            String listener,
            Ticker ticker,
            List<ConnectionRefusal> refusals,
            boolean answered,
            @Nullable RefusedConnections before) {
        this.listener = listener;
        for (ConnectionRefusal why : refusals) {
            OfReason known = before == null ? null : before.byReason.get(why.reason());
            LongAdder count = known == null ? new LongAdder() : known.count;
            byReason.putIfAbsent(why.reason(), new OfReason(why, ticker, answered, count));
        }
        undeclared = of(ConnectionRefusal.FILTER_FAILED);
    }

    private OfReason of(ConnectionRefusal why) {
        return byReason.getOrDefault(why.reason(), undeclared);
    }

    void refuse(SocketChannel connection, InetAddress client, ConnectionRefusal why) {
        OfReason of = of(why);
        of.count.increment();
        if (of.answer == null) {
            reset(connection);
        } else {
            answer(connection, of.answer.duplicate());
        }
        say(of, client, why.detail());
    }

    private static void reset(SocketChannel connection) {
        try (connection) {
            connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // The peer has gone already.
        }
    }

    private void answer(SocketChannel connection, ByteBuffer answer) {
        try (connection) {
            connection.configureBlocking(false);
            connection.write(answer);
            connection.read(discarded.duplicate());
        } catch (IOException e) {
            // The peer has gone already.
        }
    }

    private void say(OfReason of, InetAddress client, @Nullable String detail) {
        long number = of.line.toSay();
        if (number > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "listener " + listener + ": connections refused for " + of.reason + ": " + number
                            + ", the last from " + client.getHostAddress() + (detail == null ? "" : ": " + detail));
        }
    }

    /** Every reason that there is. */
    Collection<String> reasons() {
        return byReason.keySet();
    }

    /** So far. Any thread. */
    long count(String reason) {
        OfReason of = byReason.get(reason);
        return of == null ? 0 : of.count.sum();
    }
}
