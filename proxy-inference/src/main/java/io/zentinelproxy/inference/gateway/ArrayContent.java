package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.BodySource;
import java.nio.ByteBuffer;

/** Content that is an array, pulled into a buffer over that same array: nothing is moved. One thread. */
final class ArrayContent implements BodySource {
    private final int length;
    private boolean pulled;

    ArrayContent(int length) {
        this.length = length;
    }

    @Override
    public int pull(ByteBuffer into) {
        if (pulled || length == 0) {
            return -1;
        }
        pulled = true;
        into.position(into.position() + length);
        return length;
    }

    @Override
    public boolean isFinished() {
        return pulled || length == 0;
    }

    @Override
    public boolean hasBuffered() {
        return !isFinished();
    }

    @Override
    public long remaining() {
        return isFinished() ? 0 : length;
    }

    @Override
    public long pulled() {
        return pulled ? length : 0;
    }
}
