package io.zentinelproxy.core.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Types of addresses. Nothing here asks the name service: a configuration means the same on every machine. */
final class AddressTypes {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME_CHARS = 253;
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*):([0-9]{1,5})");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");

    /** An address of this machine to listen on; port 0 asks the system for a free one. */
    static final ValueType<InetSocketAddress> LISTEN = ValueType.ofText(
            "address",
            "an IP address and a port such as \"127.0.0.1:8080\", \"0.0.0.0:80\" or \"[::1]:8080\"",
            AddressTypes::listen,
            address -> '"' + address.getAddress().getHostAddress() + ':' + address.getPort() + '"');

    /** Where an origin server listens. */
    static final ValueType<HostPort> ORIGIN = ValueType.ofText(
            "host:port",
            "a host and a port such as \"10.0.0.1:8080\", \"app.internal:80\" or \"[::1]:8080\"",
            AddressTypes::origin,
            origin -> '"' + origin.host() + ':' + origin.port() + '"');

    /** Addresses that share a prefix. */
    static final ValueType<Network> NETWORK = ValueType.ofText(
            "network",
            "an IP address or a network such as \"10.0.0.0/8\" or \"fd00::/8\"",
            AddressTypes::network,
            network -> network.toString());

    private AddressTypes() {}

    /** A host, without brackets, and a port of it. */
    record HostPort(String host, int port) {}

    private static InetSocketAddress listen(String text) throws Refusal {
        HostPort parts = split(text);
        InetAddress address = literal(parts.host());
        if (address == null) {
            throw Refusal.because("`" + parts.host() + "` is not an IP address");
        }
        return new InetSocketAddress(address, parts.port());
    }

    private static HostPort origin(String text) throws Refusal {
        HostPort parts = split(text);
        if (parts.port() == 0) {
            throw Refusal.because("port 0 cannot be connected to");
        }
        if (literal(parts.host()) == null && !isName(parts.host())) {
            throw Refusal.because("`" + parts.host() + "` is neither a host name nor an IP address");
        }
        return parts;
    }

    private static HostPort split(String text) throws Refusal {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            throw Refusal.because("not a host and a port");
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port > MAX_PORT) {
            throw Refusal.because("port " + port + " is out of range", "a port from 0 to 65535");
        }
        String host = matcher.group(1);
        return new HostPort(host.startsWith("[") ? unbracketed(host) : host, port);
    }

    private static String unbracketed(String host) throws Refusal {
        String inside = host.substring(1, host.length() - 1);
        if (inside.indexOf(':') < 0 || literal(inside) == null) {
            throw Refusal.because("`" + host + "` is not an IPv6 address in brackets");
        }
        return inside;
    }

    private static Network network(String text) throws Refusal {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw Refusal.because("not an IP address");
        }
        byte[] octets = address.getAddress();
        int bits = slash < 0 ? octets.length * 8 : prefixBits(text.substring(slash + 1), octets.length * 8);
        requireHostBitsZero(octets, bits);
        return new Network(octets, bits);
    }

    private static int prefixBits(String text, int max) throws Refusal {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int bits = digits ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > max) {
            throw Refusal.because("`/" + text + "` is not a prefix length", "a prefix length from /0 to /" + max);
        }
        return bits;
    }

    /** 10.1.2.3/8 is either 10.0.0.0/8 or 10.1.2.3: whom we trust must not be guessed. */
    private static void requireHostBitsZero(byte[] octets, int bits) throws Refusal {
        for (int bit = bits; bit < octets.length * 8; bit++) {
            if ((octets[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                throw Refusal.because("the address has bits set behind its prefix of " + bits);
            }
        }
    }

    /** The address that a literal stands for, or null where it is none. */
    private static @Nullable InetAddress literal(String text) {
        if (!IPV4.matcher(text).matches() && text.indexOf(':') < 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notALiteral) {
            return null;
        }
    }

    /** A host name; what looks like an IPv4 address but is none would be sent to the name service as a name. */
    private static boolean isName(String host) {
        return host.length() <= MAX_NAME_CHARS
                && !DIGITS_AND_DOTS.matcher(host).matches()
                && !host.contains("..")
                && NAME.matcher(host).matches();
    }
}
