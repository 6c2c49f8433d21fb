package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The receiving half of a socket: pulls octets one by one or many at once and remembers the last of them, so that a hang can
 * tell what had come. An end of stream is an answer (-1); a reset is one as well and is kept apart in {@link #wasReset()}.
 * One thread at a time.
 */
final class Wire {

    /** How long nothing may come before a test is taken to hang. Guards against hanging, never asserts speed. */
    static final Duration HANG_GUARD = Duration.ofSeconds(60);

    private static final int REMEMBERED_OCTETS = 8192;

    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private boolean reset;
    private final StringBuilder remembered = new StringBuilder();

    Wire(InputStream in) {
        this.in = in;
    }

    /** The next octet, or -1 at the end of the stream, orderly or not. */
    int next() {
        if (position == limit && !fill()) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    /** Waits for the next octet, which stays unread; true when the stream ends instead. */
    boolean atEnd() {
        return position == limit && !fill();
    }

    /** Up to {@code length} octets into {@code target}; how many, or -1 at the end of the stream. */
    int next(byte[] target, int offset, int length) {
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** A line without its line end, or null at the end of the stream before any octet. A line cut short is returned. */
    @org.jspecify.annotations.Nullable
    String line() {
        StringBuilder line = new StringBuilder();
        for (int octet = next(); octet != '\n'; octet = next()) {
            if (octet < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            line.append((char) octet);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    /** Whether the stream ended by a reset, not by an orderly close. */
    boolean wasReset() {
        return reset;
    }

    /** The last octets that came, as ISO-8859-1. */
    String remembered() {
        return remembered.toString();
    }

    private boolean fill() {
        try {
            int count = in.read(buffer);
            position = 0;
            limit = Math.max(count, 0);
            remember();
            return count > 0;
        } catch (SocketTimeoutException hang) {
            throw new AssertionError(
                    "nothing came for " + HANG_GUARD + "; received so far: " + quoted(remembered), hang);
        } catch (java.net.SocketException | java.nio.channels.ClosedChannelException gone) {
            reset = true;
            position = limit = 0;
            return false;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private void remember() {
        remembered.append(new String(buffer, 0, limit, StandardCharsets.ISO_8859_1));
        if (remembered.length() > REMEMBERED_OCTETS) {
            remembered.delete(0, remembered.length() - REMEMBERED_OCTETS);
        }
    }

    static String quoted(CharSequence octets) {
        return '"' + octets.toString().replace("\r", "\\r").replace("\n", "\\n") + '"';
    }
}
