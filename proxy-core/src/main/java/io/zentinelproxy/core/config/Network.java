package io.zentinelproxy.core.config;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An address prefix in CIDR notation, IPv4 or IPv6; a bare address is a prefix of its full length.
 *
 * @param address the network's octets, 4 or 16, host bits zero
 * @param prefixBits length of the prefix in bits
 */
public record Network(byte[] address, int prefixBits) {

    /**
     * From CIDR notation, as strictly as the configuration takes it: bits behind the prefix must be zero.
     *
     * @throws Refusal where the text is no network
     */
    public static Network parse(String text) throws Refusal {
        return AddressTypes.network(text);
    }

    /** Whether the address lies in this network. IPv4-mapped IPv6 addresses are IPv4 addresses to Java. */
    public boolean contains(InetAddress candidate) {
        byte[] octets = candidate.getAddress();
        if (octets.length != address.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != address[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        int mask = (0xff << (8 - rest)) & 0xff;
        return rest == 0 || ((octets[whole] ^ address[whole]) & mask) == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network
                && network.prefixBits == prefixBits
                && Arrays.equals(network.address, address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + prefixBits;
    }
}
