package io.zentinelproxy.core.compress;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The codings gzip, one member after another (RFC 1952 section 2.2), and deflate (RFC 1950), by the zlib of the JDK. */
final class ZlibDecoder extends Decoder {
    /** Checksum and length behind the deflated octets of a member. */
    private static final int TRAILER = 8;

    private enum Part {
        HEADER,
        DEFLATED,
        TRAILER
    }

    private final boolean gzip;
    private final Inflater inflater;
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);
    private final CRC32 checksum = new CRC32();
    private GzipHeader header = new GzipHeader();
    private Part part;
    private long trailer;
    private int trailerOctets;
    private boolean complete;

    ZlibDecoder(boolean gzip) {
        this.gzip = gzip;
        inflater = new Inflater(gzip);
        part = gzip ? Part.HEADER : Part.DEFLATED;
    }

    @Override
    ByteBuffer input() {
        return input.clear();
    }

    @Override
    void push() {
        input.flip();
    }

    @Override
    boolean pull(ByteBuffer into) throws BrokenCoding {
        while (true) {
            switch (part) {
                case HEADER -> {
                    if (!takeHeader()) {
                        return true;
                    }
                }
                case DEFLATED -> {
                    inflate(into);
                    if (part == Part.DEFLATED) {
                        return into.hasRemaining();
                    }
                }
                case TRAILER -> {
                    if (!takeTrailer()) {
                        return true;
                    }
                }
            }
        }
    }

    /** Whether the deflated octets of a member begin. */
    private boolean takeHeader() throws BrokenCoding {
        while (input.hasRemaining()) {
            complete = false;
            if (header.take(input.get())) {
                part = Part.DEFLATED;
                inflater.reset();
                checksum.reset();
                return true;
            }
        }
        return false;
    }

    private void inflate(ByteBuffer into) throws BrokenCoding {
        if (complete) {
            requireNothingBehind();
            return;
        }
        inflater.setInput(input);
        int start = into.position();
        try {
            inflater.inflate(into);
        } catch (DataFormatException e) {
            throw BrokenCoding.because("not deflated");
        }
        if (inflater.needsDictionary()) {
            throw BrokenCoding.because("a dictionary is wanted");
        }
        if (gzip) {
            checksum.update(into.duplicate().limit(into.position()).position(start));
        }
        if (inflater.finished()) {
            endDeflated();
        }
    }

    private void endDeflated() throws BrokenCoding {
        if (gzip) {
            part = Part.TRAILER;
            trailer = 0;
            trailerOctets = 0;
        } else {
            complete = true;
            requireNothingBehind();
        }
    }

    private void requireNothingBehind() throws BrokenCoding {
        if (input.hasRemaining()) {
            throw BrokenCoding.because("octets behind the end");
        }
    }

    /** Whether a member has ended; another may follow. */
    private boolean takeTrailer() throws BrokenCoding {
        while (trailerOctets < TRAILER) {
            if (!input.hasRemaining()) {
                return false;
            }
            trailer |= (input.get() & 0xffL) << 8 * trailerOctets;
            trailerOctets++;
        }
        long expected = inflater.getBytesWritten() << 32 | checksum.getValue();
        if (trailer != expected) {
            throw BrokenCoding.because("another checksum or length");
        }
        complete = true;
        header = new GzipHeader();
        part = Part.HEADER;
        return true;
    }

    @Override
    boolean isComplete() {
        return complete;
    }

    @Override
    void free() {
        inflater.end();
    }
}
