package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Content that passes unchanged while a mirror takes a copy of it. */
final class CopiedContent implements BodySource {
    private final BodySource content;
    private final Mirror mirror;

    CopiedContent(BodySource content, Mirror mirror) {
        this.content = content;
        this.mirror = mirror;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        int start = into.position();
        int pulled = content.pull(into);
        if (pulled > 0) {
            mirror.passed(into, start, pulled);
        }
        if (pulled < 0 || content.isFinished()) {
            mirror.complete();
        }
        return pulled;
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
