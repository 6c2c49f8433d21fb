package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Content of another source as it is there; who extends this sees it pass. */
public abstract class PassedContent implements BodySource {
    /** Where it comes from. */
    protected final BodySource content;

    protected PassedContent(BodySource content) {
        this.content = content;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        return content.pull(into);
    }

    @Override
    public final boolean isFinished() {
        return content.isFinished();
    }

    @Override
    public final boolean hasBuffered() {
        return content.hasBuffered();
    }

    @Override
    public final long remaining() {
        return content.remaining();
    }

    @Override
    public final long pulled() {
        return content.pulled();
    }

    @Override
    public @Nullable Fields trailers() {
        return content.trailers();
    }
}
