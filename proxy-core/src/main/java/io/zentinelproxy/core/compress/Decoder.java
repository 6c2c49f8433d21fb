package io.zentinelproxy.core.compress;

import java.nio.ByteBuffer;

/**
 * Takes one stream out of a content coding. Legal calls: again and again {@link #input}, which is filled, {@link #push}, and {@link #pull}
 * until it says that all is out; {@link #free} last, once. Has at most 8 MiB of memory outside the heap, whatever the stream says.
 */
abstract sealed class Decoder permits ZlibDecoder, BrotliDecoder, ZstdDecoder {
    /** Octets that are taken at once. */
    static final int INPUT = 16 * 1024;

    /** Where octets are put; empty, with room for {@link #INPUT} of them. */
    abstract ByteBuffer input();

    /** Takes what was put into the input, at least one octet. */
    abstract void push() throws BrokenCoding;

    /**
     * Puts what is decoded.
     *
     * @return whether that was all that the last push yields; otherwise there was no more room
     */
    abstract boolean pull(ByteBuffer into) throws BrokenCoding;

    /** Whether the stream may end here: all that was pushed is out. */
    abstract boolean isComplete();

    /** Gives its memory back. */
    abstract void free();
}
