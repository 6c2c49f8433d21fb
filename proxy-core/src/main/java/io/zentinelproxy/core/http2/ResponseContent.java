package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of an origin's answer. While it is waited for, an end of the client ends the wait. */
final class ResponseContent implements BodySource {
    private final StreamSource content;
    private final OriginWait downstream;
    private final OriginWait.Cancellation onGone;

    ResponseContent(StreamSource content, OriginWait downstream, OriginWait.Cancellation onGone) {
        this.content = content;
        this.downstream = downstream;
        this.onGone = onGone;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (content.hasBuffered() || content.isFinished()) {
            return content.pull(into);
        }
        downstream.awaitOrigin(onGone);
        try {
            return content.pull(into);
        } finally {
            downstream.originArrived();
        }
    }

    @Override
    public boolean isFinished() {
        return content.isFinished();
    }

    @Override
    public boolean hasBuffered() {
        return content.hasBuffered();
    }

    @Override
    public long remaining() {
        return content.remaining();
    }

    @Override
    public long pulled() {
        return content.pulled();
    }

    @Override
    public @Nullable Fields trailers() {
        return content.trailers();
    }
}
