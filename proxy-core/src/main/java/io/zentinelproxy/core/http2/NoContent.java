package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.BodySource;
import java.nio.ByteBuffer;

/** The content of a message that has none. */
final class NoContent implements BodySource {
    static final NoContent INSTANCE = new NoContent();

    private NoContent() {}

    @Override
    public int pull(ByteBuffer into) {
        return -1;
    }

    @Override
    public boolean isFinished() {
        return true;
    }

    @Override
    public boolean hasBuffered() {
        return false;
    }

    @Override
    public long remaining() {
        return 0;
    }

    @Override
    public long pulled() {
        return 0;
    }
}
