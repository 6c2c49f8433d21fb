package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** Content that passes unchanged while a mirror takes a copy of it. */
final class CopiedContent extends PassedContent {
    private final Mirror mirror;

    CopiedContent(BodySource content, Mirror mirror) {
        super(content);
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
}
