package io.zentinelproxy.launcher.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/** Linux's {@code struct sockaddr_un} (unix(7)) of a path, or of an abstract name, written with {@code @} in place of its NUL. */
public record SocketAddress(MemorySegment octets) {
    static final short AF_UNIX = 1;

    private static final int PATH_OFFSET = 2;
    private static final int LONGEST_PATH = 108;

    /**
     * The address of a name as {@code NOTIFY_SOCKET} gives it.
     *
     * @throws IOException when the name is of another kind, or longer than the 108 octets that the kernel takes
     */
    public static SocketAddress of(String name, SegmentAllocator allocator) throws IOException {
        boolean isAbstract = name.startsWith("@");
        if (!isAbstract && !name.startsWith("/")) {
            throw new IOException("neither a path nor an abstract socket: " + name);
        }
        byte[] path = name.getBytes(UTF_8);
        int end = isAbstract ? path.length : path.length + 1;
        if (end > LONGEST_PATH) {
            throw new IOException("longer than " + LONGEST_PATH + " octets: " + name);
        }
        if (isAbstract) {
            path[0] = 0;
        }
        MemorySegment octets = allocator.allocate(PATH_OFFSET + end, Short.BYTES);
        octets.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(path, 0, octets, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
        return new SocketAddress(octets);
    }

    /** The length that goes with it: it tells where an abstract name ends. */
    int length() {
        return (int) octets.byteSize();
    }
}
