package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** Content that nobody gets: of an answer, or of a request that has its answer already. */
final class Discarded {
    /** Content that is read for the sake of the connection, in octets; one with more is closed instead. */
    private static final int WORTH_READING = 16 * 1024;

    private static final int PIECE = 4 * 1024;

    private Discarded() {}

    /** Reads what is at hand of the content, so that the connection can be used again where that is all; waits for nothing. */
    static void drain(UpstreamExchange up) {
        BodySource body = up.body();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            int read = 0;
            while (!body.isFinished() && body.hasBuffered() && read < WORTH_READING) {
                read += Math.max(0, body.pull(piece.clear()));
            }
        } catch (Fault broken) {
            // Its connection is not used again, then.
        }
    }

    /** Reads all of the content, waiting for it, or as much as can be had. */
    static void read(BodySource body) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (!body.isFinished()) {
                body.pull(piece.clear());
            }
        } catch (Fault broken) {
            // Its connection is not used again, then.
        }
    }
}
