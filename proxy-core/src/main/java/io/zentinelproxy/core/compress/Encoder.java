package io.zentinelproxy.core.compress;

import java.nio.ByteBuffer;

/**
 * Puts one stream after another into a content coding. Legal calls: {@link #begin}, then again and again {@link #input}, which is filled,
 * {@link #push}, and {@link #pull} until it says that all is out; {@link #free} last, once. Belongs to one thread at a time.
 */
abstract sealed class Encoder permits ZlibEncoder, BrotliEncoder, ZstdEncoder {
    /** Octets of content that are taken at once. */
    static final int INPUT = 16 * 1024;

    /** What is to come out: what happens to be ready, all so far so that it can be decoded, or all and the end. */
    enum Goal {
        GO_ON,
        FLUSH,
        END
    }

    /** Starts a stream. */
    abstract void begin();

    /** Where content is put; empty, with room for {@link #INPUT} octets. */
    abstract ByteBuffer input();

    /** Takes what was put into the input; all of the last push is out. */
    abstract void push(Goal goal);

    /**
     * Puts what is ready.
     *
     * @return whether that was all that the goal asks for; otherwise there was no more room
     */
    abstract boolean pull(ByteBuffer into);

    /** Whether it can {@link #begin} another stream. */
    abstract boolean isReusable();

    /** Gives its memory back. */
    abstract void free();
}
