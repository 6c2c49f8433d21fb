package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** The content of an origin's answer. While it is waited for, an end of the client ends the wait. */
final class ResponseContent extends PassedContent {
    private final OriginWait downstream;
    private final OriginWait.Cancellation onGone;

    ResponseContent(StreamSource content, OriginWait downstream, OriginWait.Cancellation onGone) {
        super(content);
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
}
