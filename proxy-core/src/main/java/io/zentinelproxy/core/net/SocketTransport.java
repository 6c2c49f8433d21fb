package io.zentinelproxy.core.net;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.TlsFacts;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A plain connection, over TCP or a Unix socket, on a blocking channel. A blocked read or write notes until when it may wait in a field that the {@link
 * Sweep} looks at: a late read is woken by ending the input, so that its thread can still answer; a late write by a reset, so that what the kernel still holds for that peer is freed.
 */
public final class SocketTransport implements Transport, Sweep.Swept {
    private static final VarHandle DEADLINE = deadline();
    /**
     * How long a peer that reads may seem not to: the kernel says that there is room only once a third of its buffer is free, which takes a
     * slow line a while.
     */
    private static final long UNSEEN = Duration.ofMillis(1500).toNanos();

    /** Who is at the other end of a Unix socket: a process of this machine. */
    private static final ClientAddress NEIGHBOUR = ClientAddress.of(InetAddress.getLoopbackAddress(), 0);

    private final SocketChannel channel;
    private final SocketAddress remote;
    /** Written before anybody else sees this, by the thread that serves the connection. */
    private ClientAddress peer;

    /** What was read of more than was asked for, and is read again; null mostly. Belongs to the reading thread. */
    private @Nullable ByteBuffer ahead;

    private final Sweep sweep;
    private final ChannelEnd end;
    private final Waits reads;
    private final Waits writes;

    /** Until when anything may wait. Opaque: seen one tick late it is only late. */
    @SuppressWarnings("unused")
    private long deadline = NO_DEADLINE;

    /** Written before late. */
    private boolean pastDeadline;

    private volatile boolean late;
    private volatile boolean stalled;

    /** Written by the one reading and the one writing thread; read by others only after a hand-over. */
    private long received;

    private long sent;

    /** Written by the reading thread, read by others only after a hand-over. */
    private boolean drained = true;

    private static VarHandle deadline() {
        try {
            return MethodHandles.lookup().findVarHandle(SocketTransport.class, "deadline", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Takes a connected channel and lets the sweep watch it. */
    public SocketTransport(SocketChannel channel, ClientAddress peer, Sweep sweep) throws IOException {
        this(withoutDelay(channel), channel.getRemoteAddress(), peer, sweep);
    }

    private SocketTransport(SocketChannel channel, SocketAddress remote, ClientAddress peer, Sweep sweep) {
        this.channel = channel;
        this.remote = remote;
        this.peer = peer;
        this.sweep = sweep;
        end = new ChannelEnd(channel);
        reads = new Waits(sweep);
        writes = new Waits(sweep);
        sweep.add(this);
    }

    /** One that is yet to {@link #connect} to an address of an origin. */
    public static SocketTransport toward(InetSocketAddress origin, Sweep sweep) throws IOException {
        SocketChannel channel = withoutDelay(SocketChannel.open(family(origin.getAddress())));
        return new SocketTransport(channel, origin, ClientAddress.of(origin.getAddress(), origin.getPort()), sweep);
    }

    private static SocketChannel withoutDelay(SocketChannel channel) throws IOException {
        return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** One that is yet to {@link #connect} to a Unix socket. Of an origin there, only an orderly end can be seen, never a reset. */
    public static SocketTransport toward(UnixDomainSocketAddress origin, Sweep sweep) throws IOException {
        return new SocketTransport(SocketChannel.open(StandardProtocolFamily.UNIX), origin, NEIGHBOUR, sweep);
    }

    /** An IPv4 address gets an IPv4 socket: on a dual-stack one each call maps addresses back and forth. */
    public static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** Connects within the write timeout. */
    public void connect() throws IOException {
        writes.begin();
        try {
            channel.connect(remote);
        } finally {
            writes.end(0);
        }
    }

    /** Whose connection the peer says that it passes on: from now on that one is the peer. Before anything else uses this. */
    public void peer(ClientAddress told) {
        peer = told;
    }

    /** The next reads are to give these octets first; the buffer stays here. Before anything else uses this. */
    public void putBack(ByteBuffer octets) {
        received -= octets.remaining();
        ahead = octets.hasRemaining() ? octets : null;
    }

    private int readAhead(ByteBuffer from, ByteBuffer into) {
        int length = Buffers.move(from, into);
        ahead = from.hasRemaining() ? from : null;
        received += length;
        drained = false;
        return length;
    }

    @Override
    public void awaitReadable() throws IOException {
        if (ahead != null) {
            return;
        }
        if (!Readiness.isAvailable() || !Thread.currentThread().isVirtual()) {
            return;
        }
        end.park();
        reads.begin();
        try {
            Readiness.await(channel);
        } finally {
            reads.end(0);
            end.unpark();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ByteBuffer before = ahead;
        if (before != null) {
            return readAhead(before, into);
        }
        reads.begin();
        int length = channel.read(into);
        reads.end(length);
        if (length > 0) {
            received += length;
        }
        drained = into.hasRemaining();
        return length;
    }

    @Override
    public boolean isDrained() {
        return drained;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            writes.begin();
            int length = channel.write(from);
            writes.end(length);
            sent += length;
        }
    }

    /** Reads what is there, without a wait: nothing, or -1 at the end. Nobody else reads or writes meanwhile. */
    public int poll(ByteBuffer into) throws IOException {
        channel.configureBlocking(false);
        try {
            int length = channel.read(into);
            received += Math.max(length, 0);
            return length;
        } finally {
            channel.configureBlocking(true);
        }
    }

    /** Writes what is taken at once, without a wait. Nobody else reads or writes meanwhile. */
    public void offer(ByteBuffer from) throws IOException {
        channel.configureBlocking(false);
        try {
            sent += channel.write(from);
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public boolean sweep(long now) {
        long ceiling = (long) DEADLINE.getOpaque(this);
        boolean past = now - ceiling > 0;
        if (reads.isLate(now) || past && reads.isWaiting()) {
            pastDeadline = past;
            late = true;
            endInput();
        }
        if (writes.isLate(now) || past && writes.isWaiting()) {
            pastDeadline = past;
            late = true;
            reset();
        }
        return ceiling - now > Sweep.SOON && reads.hasTime(now) && writes.hasTime(now);
    }

    @Override
    public void holdReadTimeout(boolean held) {
        reads.hold(held);
    }

    @Override
    public int readUntimed(ByteBuffer into) throws IOException {
        ByteBuffer before = ahead;
        if (before != null) {
            return readAhead(before, into);
        }
        int length = channel.read(into);
        if (length > 0) {
            received += length;
        }
        return length;
    }

    @Override
    public void awaitElsewhere() {
        reads.begin();
    }

    @Override
    public void settle(int octets) {
        reads.end(octets);
    }

    @Override
    public boolean isStale() {
        try {
            channel.configureBlocking(false);
            int length = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return length != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void readTimeout(long nanos) {
        reads.timeout(nanos);
    }

    @Override
    public void writeTimeout(long nanos) {
        writes.timeout(nanos);
    }

    @Override
    public void readPace(Pace pace) {
        reads.pace(pace);
    }

    @Override
    public void writePace(Pace pace) {
        writes.pace(pace);
    }

    @Override
    public void deadline(long nanos) {
        DEADLINE.setOpaque(this, nanos);
    }

    @Override
    public boolean isPastDeadline() {
        return pastDeadline;
    }

    @Override
    public boolean isLate() {
        return late;
    }

    @Override
    public long untakenSince() {
        long since = writes.since();
        return since == Long.MAX_VALUE ? since : since + UNSEEN;
    }

    @Override
    public void endStalled() {
        stalled = true;
        reset();
    }

    @Override
    public boolean isStalled() {
        return stalled;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public ClientAddress peer() {
        return peer;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return null;
    }

    @Override
    public void endInput() {
        if (!end.input()) {
            close();
        }
    }

    @Override
    public void endOutput() {
        if (!end.output()) {
            close();
        }
    }

    @Override
    public void reset() {
        end.abrupt();
        close();
    }

    @Override
    public void close() {
        sweep.remove(this);
        end.close();
    }
}
