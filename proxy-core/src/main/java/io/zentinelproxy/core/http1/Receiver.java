package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.bytes.OctetSource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receives messages of one side: the buffer, where it is filled from, and whose fault it is when nothing comes. */
final class Receiver {
    /** Told around each wait for the sender. */
    interface Waits {
        void begin();

        void end();
    }

    private final MessageSide side;
    private final Inlet inlet;
    private @Nullable Transport transport;
    private @Nullable OctetSource source;
    private @Nullable Waits waits;
    private long taken;
    private boolean inHead;

    Receiver(MessageSide side, Build build, HoldBudget budget) {
        this.side = side;
        inlet = new Inlet(build.inlet(), budget);
    }

    /** Receives from a source, which is the transport or reads it. */
    void bind(Transport over, OctetSource from, @Nullable Waits told) {
        transport = over;
        source = from;
        waits = told;
        taken = 0;
    }

    /** Takes octets that were read from the source before. */
    void put(ByteBuffer read) {
        taken += read.remaining();
        inlet.put(read);
    }

    /** What came and was not consumed, in a buffer of its own; empty where there is nothing. */
    ByteBuffer takeBuffered() {
        ByteBuffer rest = ByteBuffer.allocate(inlet.buffered());
        inlet.drain(rest, rest.capacity());
        return rest.flip();
    }

    /** Octets consumed since the connection was bound: received, less what is still buffered. */
    long consumed() {
        return taken - inlet.buffered();
    }

    /** Forgets the connection and what it sent. */
    void unbind() {
        transport = null;
        source = null;
        waits = null;
        inlet.clear();
    }

    /** A part of a message begins, with which its sender may be this slow. */
    void pace(Pace pace) {
        over().readPace(pace);
    }

    MessageSide side() {
        return side;
    }

    Inlet inlet() {
        return inlet;
    }

    /** Whether a head is being read, which decides what an end of the connection means. */
    void inHead(boolean reading) {
        inHead = reading;
    }

    /** Waits for more octets in the inlet. */
    void more() throws Fault {
        if (!fill()) {
            throw brokenOff();
        }
    }

    /** Waits for more octets in the inlet; false at the end of the connection. */
    boolean fill() throws Fault {
        OctetSource from = from();
        if (!inlet.makeRoom()) {
            throw side.holdExhausted();
        }
        if (waits != null) {
            waits.begin();
        }
        try {
            if (inHead && side == MessageSide.RESPONSE && inlet.buffered() == 0) {
                over().awaitReadable();
            }
            int length = inlet.fill(from);
            taken += Math.max(length, 0);
            return length > 0 || isLate();
        } catch (IOException e) {
            throw brokenOff();
        } finally {
            if (waits != null) {
                waits.end();
            }
        }
    }

    /** A late sender is a fault, never an orderly end. */
    private boolean isLate() throws Fault {
        if (over().isLate()) {
            throw brokenOff();
        }
        return false;
    }

    /** Reads past the inlet, which is empty; -1 at the end of the connection. */
    int direct(ByteBuffer into) throws Fault {
        OctetSource from = from();
        if (waits != null) {
            waits.begin();
        }
        try {
            int length = from.read(into);
            taken += Math.max(length, 0);
            return length < 0 && isLate() ? 0 : length;
        } catch (IOException e) {
            throw brokenOff();
        } finally {
            if (waits != null) {
                waits.end();
            }
        }
    }

    Fault brokenOff() {
        return side.brokenOff(over(), inHead);
    }

    private Transport over() {
        if (transport == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        return transport;
    }

    private OctetSource from() {
        if (source == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        return source;
    }
}
