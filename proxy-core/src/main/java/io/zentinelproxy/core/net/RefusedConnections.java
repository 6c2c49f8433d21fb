package io.zentinelproxy.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Turns connections away at accept, as cheaply as can be: one answer that is ready, one look at what has come, and closed. No thread
 * is started, nothing is parsed, and nothing is waited for. All are counted; of each reason one line a second is logged, with the
 * number since the line before. Belongs to the acceptor but for the counts.
 */
final class RefusedConnections {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** What usually has come by now. Octets that stay unread turn the close into a reset, which may overtake the answer. */
    private static final int DISCARDED = 16 * 1024;

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;
    private final Ticker ticker;
    private final ByteBuffer discarded = ByteBuffer.allocateDirect(DISCARDED);
    private final OfReason[] byReason;

    /** What is known of one reason. */
    private static final class OfReason {
        private final LongAdder count = new LongAdder();
        private final ByteBuffer answer;
        private long unsaid;
        private long saidAt;

        OfReason(ConnectionRefusal why, long longAgo) {
            byte[] octets = why.answer();
            answer = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
            saidAt = longAgo;
        }
    }

    RefusedConnections(String listener, Ticker ticker) {
        this.listener = listener;
        this.ticker = ticker;
        ConnectionRefusal[] reasons = ConnectionRefusal.values();
        byReason = new OfReason[reasons.length];
        for (ConnectionRefusal why : reasons) {
            byReason[why.ordinal()] = new OfReason(why, ticker.nanos() - SECOND);
        }
    }

    void refuse(SocketChannel connection, InetAddress client, ConnectionRefusal why) {
        OfReason of = byReason[why.ordinal()];
        of.count.increment();
        answer(connection, of.answer);
        say(of, client, why);
    }

    private void answer(SocketChannel connection, ByteBuffer answer) {
        try (connection) {
            connection.configureBlocking(false);
            connection.write(answer.rewind());
            connection.read(discarded.clear());
        } catch (IOException e) {
            // The peer has gone already.
        }
    }

    private void say(OfReason of, InetAddress client, ConnectionRefusal why) {
        of.unsaid++;
        long now = ticker.nanos();
        if (now - of.saidAt < SECOND) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "listener " + listener + ": connections refused for " + why.reason() + ": " + of.unsaid
                        + ", the last from " + client.getHostAddress());
        of.unsaid = 0;
        of.saidAt = now;
    }

    /** So far. Any thread. */
    long count(ConnectionRefusal why) {
        return byReason[why.ordinal()].count.sum();
    }
}
