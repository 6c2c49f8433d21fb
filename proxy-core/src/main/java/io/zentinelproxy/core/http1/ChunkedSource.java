package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content in the chunked coding (RFC 9112 section 7.1), decoded strictly: sizes are bare hexadecimal digits, lines end in CRLF.
 * Extensions are dropped, and bounded. The framing that was received is never passed on.
 */
final class ChunkedSource implements BodySource {
    /** A size of more digits is refused; 15 digits are an exbibyte. */
    private static final int MAX_SIZE_DIGITS = 15;

    /** Octets of chunk extensions in one message: they carry nothing, and CVE-2023-39326 is what many of them did. */
    private static final int MAX_EXTENSION_OCTETS = 4 * 1024;

    private final Receiver from;
    private final TrailerSection trailerSection;
    private long chunk;
    private long pulled;
    private long most;
    private int extensionOctets;
    private boolean first;
    private boolean finished;
    private @Nullable Fields trailers;

    ChunkedSource(Receiver from, TrailerSection trailerSection) {
        this.from = from;
        this.trailerSection = trailerSection;
    }

    /** Chunked content begins at the inlet's position; of more than this many octets it is refused. */
    ChunkedSource begin(long most) {
        this.most = most;
        chunk = 0;
        pulled = 0;
        extensionOctets = 0;
        first = true;
        finished = false;
        trailers = null;
        return this;
    }

    /** Content of more octets is refused. */
    void limit(long octets) {
        most = octets;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (finished) {
            return -1;
        }
        if (chunk == 0) {
            nextChunk();
            if (finished) {
                return -1;
            }
        }
        int moved = hasData() ? drain(into) : direct(into);
        chunk -= moved;
        pulled += moved;
        lookAhead();
        return moved;
    }

    /** Takes the end of this chunk and the start of the next while they are at hand, so that the last octets know they are. */
    private void lookAhead() throws Fault {
        if (chunk == 0 && standsWholeLine()) {
            nextChunk();
        }
    }

    private boolean hasData() {
        return from.inlet().buffered() > 0;
    }

    private int drain(ByteBuffer into) {
        return from.inlet().drain(into, (int) Math.min(chunk, Integer.MAX_VALUE));
    }

    private int direct(ByteBuffer into) throws Fault {
        int limit = into.limit();
        if (into.remaining() > chunk) {
            into.limit(into.position() + (int) chunk);
        }
        int moved = from.direct(into);
        into.limit(limit);
        if (moved < 0) {
            throw from.brokenOff();
        }
        return moved;
    }

    /** Whether the end of the data, the whole size line after it and an octet more are at hand, or all of an end without trailers. */
    private boolean standsWholeLine() {
        Inlet inlet = from.inlet();
        byte[] octets = inlet.octets();
        int line = inlet.position() + (first ? 0 : 2);
        int at = line;
        while (at < inlet.limit() && octets[at] != '\n') {
            at++;
        }
        boolean last = line < inlet.limit() && octets[line] == '0';
        if (last) {
            return at + 2 < inlet.limit() && octets[at + 1] == '\r';
        }
        return at + 1 < inlet.limit();
    }

    private void nextChunk() throws Fault {
        if (!first) {
            lineEnd();
        }
        first = false;
        chunk = size();
        if (chunk > most - pulled) {
            throw from.side().bodyTooLarge();
        }
        if (chunk == 0) {
            trailers = trailerSection.read(from);
            finished = true;
        }
    }

    private long size() throws Fault {
        long size = 0;
        int digits = 0;
        byte octet = next();
        for (int digit = Ascii.hexDigit(octet); digit >= 0; digit = Ascii.hexDigit(octet)) {
            size = size << 4 | digit;
            if (++digits > MAX_SIZE_DIGITS) {
                throw from.side().badChunk();
            }
            octet = next();
        }
        if (digits == 0) {
            throw from.side().badChunk();
        }
        if (octet == ';') {
            octet = skipExtensions();
        }
        if (octet != '\r' || next() != '\n') {
            throw from.side().badChunk();
        }
        return size;
    }

    private byte skipExtensions() throws Fault {
        byte octet = next();
        while (Ascii.isFieldValue(octet)) {
            if (++extensionOctets > MAX_EXTENSION_OCTETS) {
                throw from.side().badChunk();
            }
            octet = next();
        }
        return octet;
    }

    private void lineEnd() throws Fault {
        if (next() != '\r' || next() != '\n') {
            throw from.side().badChunk();
        }
    }

    private byte next() throws Fault {
        Inlet inlet = from.inlet();
        while (inlet.buffered() == 0) {
            from.more();
        }
        int at = inlet.position();
        inlet.position(at + 1);
        return inlet.octets()[at];
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean hasBuffered() {
        return !finished && hasData() && (chunk > 0 || standsWholeLine());
    }

    @Override
    public long remaining() {
        return finished ? 0 : -1;
    }

    @Override
    public long pulled() {
        return pulled;
    }

    @Override
    public @Nullable Fields trailers() {
        return trailers;
    }
}
