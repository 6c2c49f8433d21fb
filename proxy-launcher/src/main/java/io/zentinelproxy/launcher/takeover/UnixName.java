package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.launcher.systemd.SocketAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The path that a Unix socket is bound to, {@code struct sockaddr_un} (unix(7)). */
final class UnixName {
    private static final int ROOM = 110;

    private UnixName() {}

    /** Whether a descriptor is of a Unix socket bound to this path, or accepted at one that is. */
    static boolean isBound(int descriptor, Path path, Libc libc) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment expected = SocketAddress.of(path.toString(), arena).octets();
            MemorySegment name = arena.allocate(ROOM, Long.BYTES);
            libc.name(descriptor, name, arena.allocateFrom(ValueLayout.JAVA_INT, ROOM));
            return MemorySegment.mismatch(name, 0, expected.byteSize(), expected, 0, expected.byteSize()) < 0;
        } catch (IOException e) {
            // No socket.
            return false;
        }
    }
}
