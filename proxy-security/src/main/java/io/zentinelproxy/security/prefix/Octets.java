package io.zentinelproxy.security.prefix;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** An address as numbers, so that it can be compared and cut at once. IPv4 stands in the high bits, as the prefix of a network does. */
public final class Octets {
    private static final int IPV4 = 4;
    private static final int MAPPED_AT = 12;

    /** The two zeros and ffff before a mapped address. */
    private static final long MAPPED_LOW = 0xffffL << 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Octets() {}

    /** Whether this is IPv4, be it mapped into IPv6. */
    public static boolean isIpv4(byte[] address) {
        return address.length == IPV4 || (high(address) == 0 && (low(address) & 0xffff_ffff_0000_0000L) == MAPPED_LOW);
    }

    /** An IPv4 address in the 32 high bits. */
    public static long ipv4(byte[] address) {
        return (long) (int) INT.get(address, address.length == IPV4 ? 0 : MAPPED_AT) << 32;
    }

    /** The first eight octets of an IPv6 address. */
    public static long high(byte[] address) {
        return (long) LONG.get(address, 0);
    }

    /** The last eight octets of an IPv6 address. */
    public static long low(byte[] address) {
        return (long) LONG.get(address, 8);
    }
}
