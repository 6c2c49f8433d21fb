package io.zentinelproxy.core.net;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * How a channel comes to its end, by any thread, while another may be parked on it: such a one is not known to the channel, whose closing
 * would not wake it. Then the connection is shut down, which does, and that thread closes.
 */
final class ChannelEnd {
    private static final VarHandle STATE = state();
    private static final int OPEN = 0;

    /** Open, and a thread is parked. */
    private static final int PARKED = 1;

    private static final int CLOSED = 2;

    private final SocketChannel channel;

    /** Changed by {@link #STATE} only. */
    @SuppressWarnings("unused")
    private int state = OPEN;

    /** Whether the peer is to see a reset, and no orderly end before it. */
    private volatile boolean abrupt;

    ChannelEnd(SocketChannel channel) {
        this.channel = channel;
    }

    private static VarHandle state() {
        try {
            return MethodHandles.lookup().findVarHandle(ChannelEnd.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A thread is about to park. */
    void park() throws ClosedChannelException {
        if (!STATE.compareAndSet(this, OPEN, PARKED)) {
            throw new ClosedChannelException();
        }
    }

    /** It parks no more, and closes where somebody wanted that meanwhile. */
    void unpark() {
        if (!STATE.compareAndSet(this, PARKED, OPEN)) {
            closeChannel();
        }
    }

    /** Reads see an end from now on. False where the connection is to be closed, as that was not to be had. */
    boolean input() {
        try {
            channel.shutdownInput();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** The peer sees our end. False where the connection is to be closed, as that was not to be had. */
    boolean output() {
        try {
            channel.shutdownOutput();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** {@link #close} is to be a reset. */
    void abrupt() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | RuntimeException e) {
            // The channel is closed already; there is nothing left to reset.
        }
        abrupt = true;
    }

    void close() {
        int before = (int) STATE.getAndSet(this, CLOSED);
        if (before == OPEN) {
            closeChannel();
        } else if (before == PARKED) {
            shutDown();
        }
    }

    private void shutDown() {
        try {
            channel.shutdownInput();
            if (!abrupt) {
                channel.shutdownOutput();
            }
        } catch (IOException | RuntimeException e) {
            // The peer was first: its reset has woken the parked thread as well.
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released even when the kernel reports an error of earlier writes.
        }
    }
}
