package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.BoundedRest;
import io.zentinelproxy.core.exchange.ThreadEnd;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of an {@link Http2Exchange}'s request: how much there is, and who takes it. Belongs to the exchange's thread. */
final class RequestInput {
    private BodyLength length = BodyLength.NONE;
    private @Nullable StreamSource source;

    /** Who takes it, where that is not the exchange's own thread. Guarded by this: an upload may end beside the exchange. */
    private @Nullable Thread uploader;

    /** Starts anew, with the next request. */
    synchronized void clear() {
        length = BodyLength.NONE;
        source = null;
        uploader = null;
    }

    /** How its fields delimit it. */
    void length(BodyLength declared) {
        length = declared;
    }

    BodyLength length() {
        return length;
    }

    /** There is some, or there will be. */
    void begin(StreamSource content) throws Fault {
        source = content;
        if (length instanceof BodyLength.Fixed fixed && fixed.octets() == 0) {
            // The head alone is the whole request for an origin, so it must be known here, too.
            content.pull(ByteBuffer.allocate(0));
        }
    }

    BodySource body() {
        return source == null ? NoContent.INSTANCE : source;
    }

    /** @throws LimitFault BODY_TOO_LARGE where more octets were declared */
    void limit(long octets) throws LimitFault {
        if (length instanceof BodyLength.Fixed fixed && fixed.octets() > octets) {
            throw new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
        }
        if (source != null) {
            source.limit(octets);
        }
    }

    /** Goes back to its beginning; false where not all of it is here. */
    boolean rewind() {
        if (source == null) {
            return true;
        }
        if (!source.keep()) {
            return false;
        }
        source.rewind();
        return true;
    }

    /** Whether little is to come, and was announced. */
    boolean hasLittleLeft() {
        return length instanceof BodyLength.Fixed && body().remaining() <= BoundedRest.MOST_OCTETS;
    }

    /** Another thread takes it; null changes nothing, as that one may still be about to end. */
    synchronized void uploading(@Nullable Thread by) {
        if (by != null) {
            uploader = by;
        }
    }

    /** Waits until no other thread takes it. */
    void awaitUploader() {
        Thread uploading;
        synchronized (this) {
            uploading = uploader;
        }
        if (uploading != null) {
            ThreadEnd.await(uploading);
        }
    }
}
