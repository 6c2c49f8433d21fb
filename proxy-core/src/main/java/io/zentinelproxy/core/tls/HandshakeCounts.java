package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.LinePerSecond;
import io.zentinelproxy.core.net.Ticker;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts how the handshakes of one listener ended; of each reason for a failure one line a second is logged, with the number since the
 * line before. Any thread.
 */
final class HandshakeCounts {
    /** Characters of a reason that are logged. */
    private static final int MAX_WHY = 200;

    private static final System.Logger LOG = System.getLogger(HandshakeCounts.class.getName());

    private final String listener;
    private final OfResult[] byResult = new OfResult[HandshakeResult.values().length];

    private static final class OfResult {
        private final LongAdder count = new LongAdder();
        private final LinePerSecond line;

        OfResult(Ticker ticker) {
            line = new LinePerSecond(ticker);
        }
    }

    HandshakeCounts(String listener, Ticker ticker) {
        this.listener = listener;
        for (int i = 0; i < byResult.length; i++) {
            byResult[i] = new OfResult(ticker);
        }
    }

    /**
     * @param why in words, for the log; null for a success
     */
    void ended(HandshakeResult result, ClientAddress client, @Nullable String why) {
        OfResult of = byResult[result.ordinal()];
        of.count.increment();
        if (!result.isSuccess()) {
            say(of, result, client, why);
        }
    }

    private void say(OfResult of, HandshakeResult result, ClientAddress client, @Nullable String why) {
        long number = of.line.toSay();
        if (number == 0) {
            return;
        }
        LOG.log(
                result == HandshakeResult.INTERNAL ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
                "listener " + listener + ": TLS handshakes failed for " + result.word() + ": "
                        + number + ", the last from "
                        + client.address().getHostAddress() + (why == null ? "" : ": " + printable(why)));
    }

    /** JSSE may quote names of a certificate that nobody has signed. */
    private static String printable(String why) {
        StringBuilder safe = new StringBuilder(Math.min(why.length(), MAX_WHY));
        for (int i = 0; i < Math.min(why.length(), MAX_WHY); i++) {
            char c = why.charAt(i);
            safe.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return safe.toString();
    }

    long count(HandshakeResult result) {
        return byResult[result.ordinal()].count.sum();
    }
}
