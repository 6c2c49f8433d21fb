package io.zentinelproxy.launcher.takeover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;

/**
 * A connection between the old process and the new: packets of lines of text, each with a descriptor or none (SCM_RIGHTS, unix(7);
 * {@code struct msghdr}, recvmsg(2)). The first line says what a packet is. One thread at a time.
 */
final class Packets implements AutoCloseable {
    /** A packet with no descriptor. */
    static final int NONE = -1;

    private static final int MOST_OCTETS = 64 * 1024;
    private static final int SCM_RIGHTS = 1;

    /** Octets that one descriptor takes: length, level and type before it. No room for a second one, which nobody would close. */
    private static final int CONTROL = 20;

    private static final int HEADER = 56;

    /** Octets of the length before the text, in the byte order of the machine. */
    private static final int LENGTH = 4;

    private final int socket;
    private final Libc libc;
    private final Closeable owner;

    /** One packet. */
    record Packet(List<String> lines, int descriptor) {
        boolean is(String word) {
            return lines.getFirst().equals(word);
        }

        List<String> rest() {
            return lines.subList(1, lines.size());
        }
    }

    /** Who holds the other end, by the kernel's word (SO_PEERCRED). */
    record Peer(int process, int user) {}

    /** @param owner of the descriptor, which closes it */
    Packets(int socket, Libc libc, Closeable owner) {
        this.socket = socket;
        this.libc = libc;
        this.owner = owner;
    }

    Peer peer() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT, 3);
            libc.option(socket, Libc.SO_PEERCRED, value, arena.allocateFrom(ValueLayout.JAVA_INT, 12));
            return new Peer(value.getAtIndex(ValueLayout.JAVA_INT, 0), value.getAtIndex(ValueLayout.JAVA_INT, 1));
        }
    }

    /** Whether the other process may have our sockets, or give us some: it runs as our user, or as root. */
    boolean isOfOurs() throws IOException {
        int user = peer().user();
        return user == 0 || user == libc.user();
    }

    /** How long each send and each receive may take from now on. */
    void patience(Duration most) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_LONG, most.toSeconds(), 0L);
            libc.setOption(socket, Libc.SO_RCVTIMEO, value);
            libc.setOption(socket, Libc.SO_SNDTIMEO, value);
        }
    }

    void send(String... lines) throws IOException {
        send(List.of(lines), NONE);
    }

    void send(List<String> lines, int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] text = String.join("\n", lines).getBytes(UTF_8);
            MemorySegment octets = arena.allocate(LENGTH + text.length, Long.BYTES);
            octets.set(ValueLayout.JAVA_INT, 0, text.length);
            MemorySegment.copy(text, 0, octets, ValueLayout.JAVA_BYTE, LENGTH, text.length);
            long sent = libc.send(socket, message(arena, octets, control(arena, descriptor)));
            while (sent < octets.byteSize()) {
                sent += libc.send(socket, message(arena, octets.asSlice(sent), MemorySegment.NULL));
            }
        }
    }

    private static MemorySegment control(Arena arena, int descriptor) {
        if (descriptor == NONE) {
            return MemorySegment.NULL;
        }
        MemorySegment control = control(arena);
        control.set(ValueLayout.JAVA_LONG, 0, CONTROL);
        control.set(ValueLayout.JAVA_INT, 8, Libc.SOL_SOCKET);
        control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        control.set(ValueLayout.JAVA_INT, 16, descriptor);
        return control;
    }

    /**
     * The next packet. The descriptor comes with its first octet.
     *
     * @throws IOException when there is none in time, or the other end was closed
     */
    Packet receive() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment control = control(arena);
            MemorySegment prefix = arena.allocate(LENGTH, Long.BYTES);
            int descriptor = fill(arena, prefix, control) ? control.get(ValueLayout.JAVA_INT, 16) : NONE;
            try {
                int length = prefix.get(ValueLayout.JAVA_INT, 0);
                if (length <= 0 || length > MOST_OCTETS) {
                    throw new IOException("the other process sends a packet of " + length + " octets");
                }
                MemorySegment text = arena.allocate(length);
                fill(arena, text, MemorySegment.NULL);
                String lines = new String(text.toArray(ValueLayout.JAVA_BYTE), UTF_8);
                return new Packet(List.of(lines.split("\n", -1)), descriptor);
            } catch (IOException e) {
                if (descriptor != NONE) {
                    libc.close(descriptor);
                }
                throw e;
            }
        }
    }

    /** Receives until it is full; returns whether a descriptor came with the first octets. */
    private boolean fill(Arena arena, MemorySegment octets, MemorySegment control) throws IOException {
        MemorySegment message = message(arena, octets, control);
        long filled = received(message);
        boolean has = message.get(ValueLayout.JAVA_LONG, 40) >= CONTROL
                && control.get(ValueLayout.JAVA_INT, 8) == Libc.SOL_SOCKET
                && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
        while (filled < octets.byteSize()) {
            filled += received(message(arena, octets.asSlice(filled), MemorySegment.NULL));
        }
        return has;
    }

    private int received(MemorySegment message) throws IOException {
        int length = libc.receive(socket, message);
        if (length == 0) {
            throw new IOException("the other process has closed the connection");
        }
        return length;
    }

    private static MemorySegment control(Arena arena) {
        return arena.allocate(CONTROL, Long.BYTES);
    }

    private static MemorySegment message(Arena arena, MemorySegment octets, MemorySegment control) {
        MemorySegment vector = arena.allocate(16, Long.BYTES);
        vector.set(ValueLayout.ADDRESS, 0, octets);
        vector.set(ValueLayout.JAVA_LONG, 8, octets.byteSize());
        MemorySegment message = arena.allocate(HEADER, Long.BYTES);
        message.set(ValueLayout.ADDRESS, 16, vector);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.ADDRESS, 32, control);
        message.set(ValueLayout.JAVA_LONG, 40, control.byteSize());
        return message;
    }

    @Override
    public void close() {
        try {
            owner.close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
    }
}
