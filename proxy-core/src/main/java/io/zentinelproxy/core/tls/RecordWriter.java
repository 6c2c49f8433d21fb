package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.net.SocketTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * The sending side: content is cut into full records, and all records of one buffer leave in one write. An answer to a KeyUpdate of the
 * peer goes before the next content, as RFC 8446 section 4.6.3 has it, and not sooner.
 *
 * <p>One thread writes, but any may close, which also writes: the lock is held for as long as a write takes, so that records leave in
 * the order of their numbers. Who closes never waits for it.
 */
final class RecordWriter {
    /** Content of one record at most (RFC 8446 section 5.1). */
    private static final int MAX_CONTENT = 16 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketTransport wire;
    private final SSLEngine engine;
    private final TlsBuffers buffers;
    private final int packet;
    private final ReentrantLock lock = new ReentrantLock();
    private long sent;

    RecordWriter(SocketTransport wire, SSLEngine engine, TlsBuffers buffers) {
        this.wire = wire;
        this.engine = engine;
        this.buffers = buffers;
        packet = engine.getSession().getPacketBufferSize();
    }

    /** Octets of content that were handed to the kernel, sealed. */
    long sent() {
        return sent;
    }

    void write(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            ByteBuffer room = from.remaining() > MAX_CONTENT ? buffers.wide() : buffers.record();
            try {
                while (from.hasRemaining()) {
                    int before = from.remaining();
                    seal(from, room.clear());
                    wire.write(room.flip());
                    sent += before - from.remaining();
                }
            } finally {
                buffers.give(room);
            }
        } finally {
            lock.unlock();
        }
    }

    private void seal(ByteBuffer from, ByteBuffer room) throws IOException {
        while (from.hasRemaining() && room.remaining() >= packet) {
            SSLEngineResult result = engine.wrap(from, room);
            boolean idle = result.bytesProduced() == 0 && result.getHandshakeStatus() != HandshakeStatus.FINISHED;
            if (idle || result.getStatus() != SSLEngineResult.Status.OK) {
                throw new ClosedChannelException();
            }
        }
    }

    /** Tells the peer that nothing more comes; waits for the one that writes. */
    void end() throws IOException {
        lock.lock();
        try {
            ByteBuffer room = buffers.record();
            try {
                sealEnd(room);
                wire.write(room.flip());
            } finally {
                buffers.give(room);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The same without a wait: what cannot be said at once is not said. Nobody reads meanwhile. */
    void tryEnd() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!engine.isOutboundDone()) {
                ByteBuffer room = buffers.record();
                try {
                    sealEnd(room);
                    wire.offer(room.flip());
                } finally {
                    buffers.give(room);
                }
            }
        } catch (IOException e) {
            // The peer was first.
        } finally {
            lock.unlock();
        }
    }

    private void sealEnd(ByteBuffer room) throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone() && room.remaining() >= packet) {
            if (engine.wrap(NOTHING, room).bytesProduced() == 0) {
                return;
            }
        }
    }
}
