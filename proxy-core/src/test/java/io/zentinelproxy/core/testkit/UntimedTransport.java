package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A transport without a socket on which no time passes: nothing waits, is late or stalls, and limits of time are not kept. */
public abstract class UntimedTransport implements Transport {
    @Override
    public ClientAddress peer() {
        return ClientAddress.of(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public long untakenSince() {
        return Long.MAX_VALUE;
    }

    @Override
    public void endStalled() {
        reset();
    }

    @Override
    public boolean isStalled() {
        return false;
    }

    @Override
    public boolean isLate() {
        return false;
    }

    @Override
    public boolean isPastDeadline() {
        return false;
    }

    @Override
    public void awaitReadable() {}

    @Override
    public void readTimeout(long nanos) {}

    @Override
    public void writeTimeout(long nanos) {}

    @Override
    public void readPace(Pace pace) {}

    @Override
    public void writePace(Pace pace) {}

    @Override
    public void deadline(long nanos) {}

    @Override
    public void endOutput() {}

    @Override
    public @Nullable TlsFacts tls() {
        return null;
    }

    @Override
    public boolean isDrained() {
        return true;
    }

    @Override
    public boolean isStale() {
        return false;
    }

    @Override
    public void holdReadTimeout(boolean held) {}

    @Override
    public int readUntimed(ByteBuffer into) throws IOException {
        return read(into);
    }

    @Override
    public void awaitElsewhere() {}

    @Override
    public void settle(int octets) {}
}
