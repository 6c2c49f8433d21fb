package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One side of an HTTP/2 connection. A thread of its own reads frames, keeps them, and answers those that it has been told to answer;
 * any thread may send and wait. What does not come within the hang guard fails the test with what had come. What the peer sends
 * against the RFC is noted, and fails the test at the next wait or at {@link #close}.
 */
public abstract sealed class H2Connection implements AutoCloseable permits H2Client, H2OriginConnection {
    /** What octets are sent and read through. */
    private final Socket socket;

    /** The connection itself, where that is another. */
    private final Socket tcp;

    private final OutputStream out;
    final H2Options options;

    /** Guards the state and is notified of every change. */
    final Object lock = new Object();

    final H2State state;

    /** Held while octets are written, so that frames do not mix; never taken by whoever holds {@link #lock}. */
    private final Object writing = new Object();

    /** Whether the test has begun a field block and not ended it, and what waits for that. Guarded by {@link #writing}. */
    private boolean blockIsOpen;

    private final List<H2Frame> held = new ArrayList<>();

    private boolean ended;
    private boolean reset;
    private boolean paused;
    private int pings;

    H2Connection(Socket tcp, Socket socket, H2Options options) throws IOException {
        this.tcp = tcp;
        this.socket = socket;
        this.options = options;
        this.out = socket.getOutputStream();
        this.state = new H2State(this);
        tcp.setTcpNoDelay(true);
    }

    /** Sends what comes first and begins to read. */
    void begin(byte[] first) {
        byte[] greeting = options.greeting();
        trySendRaw(first);
        if (greeting != null) {
            trySendRaw(greeting);
        } else {
            trySend(options.settingsFrame());
        }
        // Not before: who reads may answer at once.
        Thread.ofPlatform().daemon().name("h2-reader").start(this::readAll);
    }

    private void readAll() {
        try {
            DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
            readPreface(in);
            while (true) {
                received(readFrame(in));
            }
        } catch (EOFException orderly) {
            // The end of what the peer sends.
        } catch (IOException gone) {
            synchronized (lock) {
                reset = true;
            }
        } finally {
            synchronized (lock) {
                ended = true;
                lock.notifyAll();
            }
            readingEnded();
        }
    }

    /** The peer will send no more. */
    abstract void readingEnded();

    /** What comes before the first frame. */
    abstract void readPreface(DataInputStream in) throws IOException;

    /** A field section has come; called by the reading thread, without the lock. */
    abstract void opened(H2Stream stream);

    private static H2Frame readFrame(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new H2Frame(type, flags, stream, payload);
    }

    private void received(H2Frame frame) {
        List<H2Frame> answers;
        H2Stream opened;
        synchronized (lock) {
            HangGuard.await(lock, () -> !paused, () -> "never told to read on");
            answers = state.received(frame);
            opened = state.takeOpened();
            lock.notifyAll();
        }
        if (!answers.isEmpty()) {
            answer(answers);
        }
        if (opened != null) {
            opened(opened);
        }
    }

    /** Sends the frames in one piece, whatever the windows say. */
    public H2Connection send(H2Frame... frames) {
        if (!trySend(frames)) {
            throw new AssertionError("peer gone; " + told());
        }
        return this;
    }

    /** Sends what the peer still takes. Whether all was taken. */
    public boolean trySend(H2Frame... frames) {
        synchronized (writing) {
            synchronized (lock) {
                for (H2Frame frame : frames) {
                    state.sending(frame);
                }
            }
            boolean taken = write(H2Frame.octets(frames));
            for (H2Frame frame : frames) {
                blockIsOpen = frame.leavesBlockOpen(blockIsOpen);
            }
            List<H2Frame> now = List.copyOf(held);
            if (!blockIsOpen && !now.isEmpty()) {
                held.clear();
                trySend(now.toArray(H2Frame[]::new));
            }
            return taken;
        }
    }

    /** What is sent of itself does not come between the frames of a field block. */
    private void answer(List<H2Frame> frames) {
        synchronized (writing) {
            if (blockIsOpen) {
                held.addAll(frames);
            } else {
                trySend(frames.toArray(H2Frame[]::new));
            }
        }
    }

    /** Sends octets of which nothing is known here. */
    public H2Connection sendRaw(byte... octets) {
        if (!trySendRaw(octets)) {
            throw new AssertionError("peer gone; " + told());
        }
        return this;
    }

    public H2Connection sendRaw(String octets) {
        return sendRaw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public boolean trySendRaw(byte... octets) {
        synchronized (writing) {
            return write(octets);
        }
    }

    private boolean write(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Waits for this, which a change of the state may bring. */
    void await(BooleanSupplier happened, Supplier<String> what) {
        synchronized (lock) {
            HangGuard.await(
                    lock, () -> happened.getAsBoolean() || ended, () -> what.get() + " has not come; " + told());
            if (!happened.getAsBoolean()) {
                throw new AssertionError(what.get() + " did not come before the connection's end; " + told());
            }
            state.failOnViolations();
        }
    }

    /** Waits for the first GOAWAY. */
    public H2GoAway awaitGoAway() {
        return H2GoAway.of(awaitFrame("GOAWAY", frame -> frame.type() == H2Frame.GOAWAY));
    }

    /** Waits for a GOAWAY with this code, whichever came before. */
    public H2GoAway awaitGoAway(H2Code code) {
        return H2GoAway.of(awaitFrame(
                "GOAWAY " + code,
                frame -> frame.type() == H2Frame.GOAWAY && H2GoAway.of(frame).code() == code));
    }

    /** Waits for the first frame of this kind, which may have come long ago. */
    public H2Frame awaitFrame(String what, Predicate<H2Frame> wanted) {
        await(() -> state.frames().stream().anyMatch(wanted), () -> what);
        synchronized (lock) {
            return state.frames().stream().filter(wanted).findFirst().orElseThrow();
        }
    }

    /** Waits until the peer has acknowledged so many SETTINGS of ours. */
    public void awaitSettingsAcks(int count) {
        await(() -> state.settingsAcks() >= count, () -> count + " acknowledged SETTINGS");
    }

    /** Waits for the answer to a PING: by then the peer has read all that was sent before. */
    public void roundTrip() {
        String mark;
        synchronized (lock) {
            mark = "trip%04d".formatted(pings++);
        }
        H2Frame ping = H2Frame.ping(mark);
        send(ping);
        awaitFrame(
                "answer to PING " + mark,
                frame -> frame.type() == H2Frame.PING
                        && frame.has(H2Frame.ACK)
                        && java.util.Arrays.equals(frame.payload(), ping.payload()));
    }

    /** Waits until the peer has closed or reset the connection. */
    public void awaitClosed() {
        synchronized (lock) {
            HangGuard.await(lock, () -> ended, () -> "connection not closed; " + told());
            state.failOnViolations();
        }
    }

    /** Waits until so much content has come on both streams together. */
    public void awaitContent(H2Stream one, H2Stream other, long octets) {
        await(() -> one.length() + other.length() >= octets, () -> octets + " octets on " + one + " and " + other);
    }

    /** Whether the peer has ended the connection. */
    public boolean hasEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** Whether the connection ended by a reset or torn. Known once it has ended. */
    public boolean wasReset() {
        synchronized (lock) {
            return reset;
        }
    }

    /** The frames that came, the first 10,000 but for DATA. */
    public List<H2Frame> frames() {
        synchronized (lock) {
            return List.copyOf(state.frames());
        }
    }

    /** How many frames of this type came, DATA as well. */
    public long count(int type) {
        synchronized (lock) {
            return state.count(type);
        }
    }

    /** What the peer has last said of this setting. Fails where it has said nothing. */
    public long setting(int identifier) {
        await(() -> state.setting(identifier) != null, () -> "setting " + identifier);
        synchronized (lock) {
            return java.util.Objects.requireNonNull(state.setting(identifier));
        }
    }

    /** Leaves what comes unread from the next frame on, or reads on. */
    public void pauseReading(boolean pause) {
        synchronized (lock) {
            paused = pause;
            lock.notifyAll();
        }
    }

    /** The connection with what came, for a test that fails. */
    String told() {
        synchronized (lock) {
            return (ended ? reset ? "reset; " : "ended; " : "") + "received " + state;
        }
    }

    /** The stream of this number. Fails where there is none yet. */
    public H2Stream stream(int id) {
        await(() -> state.stream(id) != null, () -> "stream " + id);
        synchronized (lock) {
            return java.util.Objects.requireNonNull(state.stream(id));
        }
    }

    /** Ends our sending side; the peer may go on sending. */
    public void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the connection by a reset. */
    public void abort() {
        try {
            tcp.setSoLinger(true, 0);
            tcp.close();
        } catch (IOException alreadyGone) {
            // It is closed, which is what was wanted.
        }
    }

    /** Ends the connection without a word, and without looking at what the peer has done. */
    public void end() {
        pauseReading(false);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As in abort.
        }
    }

    /** Ends the connection; fails where the peer has broken the RFC. */
    @Override
    public void close() {
        end();
        synchronized (lock) {
            state.failOnViolations();
        }
    }
}
