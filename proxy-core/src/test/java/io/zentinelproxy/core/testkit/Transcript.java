package io.zentinelproxy.core.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** What came in on one of the origin's connections, octet for octet, and whether it has ended. Guarded by itself. */
final class Transcript {

    /** More than this is not kept: long bodies are told by length and sum. */
    private static final int KEPT_OCTETS = 1 << 20;

    private final StringBuilder octets = new StringBuilder();
    private long count;
    private boolean ended;
    private boolean reset;

    /** How many came, those not kept included. */
    synchronized long count() {
        return count;
    }

    synchronized String octets() {
        return octets.toString();
    }

    private synchronized void add(byte[] buffer, int offset, int length) {
        if (octets.length() < KEPT_OCTETS) {
            octets.append(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
        }
        count += length;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void noteReset() {
        reset = true;
    }

    /** Whether the peer ended it by a reset. */
    synchronized boolean wasReset() {
        return reset;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized void awaitEnd() {
        HangGuard.await(this, () -> ended, () -> "connection not closed; it received " + Wire.quoted(octets));
    }

    synchronized void awaitContains(String expected) {
        HangGuard.await(
                this,
                () -> octets.indexOf(expected) >= 0,
                () -> Wire.quoted(expected) + " has not come; received " + Wire.quoted(octets));
    }

    /** The stream, writing down what is read from it. */
    InputStream over(InputStream in) {
        return new FilterInputStream(in) {
            private int readNoting(byte[] buffer, int offset, int length) throws IOException {
                try {
                    return super.read(buffer, offset, length);
                } catch (SocketException gone) {
                    noteReset();
                    throw gone;
                }
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = readNoting(buffer, offset, length);
                if (count > 0) {
                    add(buffer, offset, count);
                }
                return count;
            }
        };
    }
}
