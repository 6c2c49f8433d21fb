package io.zentinelproxy.launcher.takeover;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket of the Internet is bound: {@code struct sockaddr_in} (ip(7)) or {@code sockaddr_in6} (ipv6(7)).
 *
 * @param family of the socket; one of IPv6 may be bound to an address of IPv4
 */
record SocketName(ProtocolFamily family, InetSocketAddress address) {
    private static final int ROOM = 128;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final ValueLayout.OfShort NETWORK_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    /** The name of what a descriptor stands for, or null where that is no socket of the Internet. */
    static @Nullable SocketName of(int descriptor, Libc libc) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(ROOM, Long.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ROOM);
            libc.name(descriptor, name, length);
            int port = Short.toUnsignedInt(name.get(NETWORK_SHORT, 2));
            return switch (name.get(ValueLayout.JAVA_SHORT, 0)) {
                case AF_INET ->
                    new SocketName(
                            StandardProtocolFamily.INET,
                            new InetSocketAddress(InetAddress.getByAddress(octets(name, 4, 4)), port));
                case AF_INET6 -> new SocketName(StandardProtocolFamily.INET6, new InetSocketAddress(sixth(name), port));
                default -> null;
            };
        } catch (IOException e) {
            return null;
        }
    }

    private static InetAddress sixth(MemorySegment name) throws IOException {
        int scope = name.get(ValueLayout.JAVA_INT, 24);
        byte[] address = octets(name, 8, 16);
        return scope == 0 ? InetAddress.getByAddress(address) : Inet6Address.getByAddress(null, address, scope);
    }

    private static byte[] octets(MemorySegment from, int offset, int length) {
        return from.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
