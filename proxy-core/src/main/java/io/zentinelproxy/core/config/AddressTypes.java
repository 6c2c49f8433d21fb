package io.zentinelproxy.core.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Types of addresses. Nothing here asks the name service: a configuration means the same on every machine. */
public final class AddressTypes {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME_CHARS = 253;
    private static final int MAX_PORT_DIGITS = 5;
    private static final CharSet DIGITS_AND_DOTS = CharSet.DIGITS.and(".");
    private static final CharSet NAME = CharSet.LETTERS_AND_DIGITS.and("-_.");
    private static final int IPV4_PARTS = 4;
    private static final String UNIX = "unix:";

    /** unix(7) has room for 108 octets; Java keeps the last two of them zero. */
    private static final int MAX_SOCKET_PATH = 106;

    /** An address of this machine to listen on; port 0 asks the system for a free one. */
    static final ValueType<InetSocketAddress> LISTEN = ValueType.ofText(
            "address",
            "an IP address and a port such as \"127.0.0.1:8080\", \"0.0.0.0:80\" or \"[::1]:8080\"",
            AddressTypes::listen,
            address -> '"' + address.getAddress().getHostAddress() + ':' + address.getPort() + '"');

    /** Where an origin server listens. */
    static final ValueType<OriginAddress> ORIGIN = ValueType.ofText(
            "host:port",
            "a host and a port such as \"10.0.0.1:8080\", \"app.internal:80\" or \"[::1]:8080\", or a socket such as"
                    + " \"unix:/run/app.sock\"",
            AddressTypes::origin,
            origin -> '"' + origin.name() + '"');

    /** Addresses that share a prefix. */
    public static final ValueType<Network> NETWORK = ValueType.ofText(
            "network",
            "an IP address or a network such as \"10.0.0.0/8\" or \"fd00::/8\"",
            AddressTypes::network,
            network -> network.toString());

    /** A host name that a TLS client may ask for (RFC 6066 section 3): letters, digits and hyphens, and so no address. */
    static final ValueType<String> HOST_NAME = ValueType.ofText(
            "host", "a host name such as \"app.internal\"", AddressTypes::hostName, name -> '"' + name + '"');

    /** A host name or an address, as a certificate may be for. */
    static final ValueType<String> HOST = ValueType.ofText(
            "host",
            "a host name such as \"app.internal\" or an IP address",
            AddressTypes::host,
            name -> '"' + name + '"');

    private AddressTypes() {}

    /** A host, without brackets, and a port of it. */
    record HostPort(String host, int port) {}

    static InetSocketAddress listen(String text) throws Refusal {
        HostPort parts = split(text);
        InetAddress address = literal(parts.host());
        if (address == null) {
            throw Refusal.because("`" + parts.host() + "` is not an IP address");
        }
        return new InetSocketAddress(address, parts.port());
    }

    /** Where an origin server listens, as {@code target} takes it. */
    public static OriginAddress origin(String text) throws Refusal {
        if (text.startsWith(UNIX)) {
            return socket(text.substring(UNIX.length()));
        }
        HostPort parts = split(text);
        if (parts.port() == 0) {
            throw Refusal.because("port 0 cannot be connected to");
        }
        if (literal(parts.host()) == null && !isName(parts.host())) {
            throw Refusal.because("`" + parts.host() + "` is neither a host name nor an IP address");
        }
        return new OriginAddress.Tcp(parts.host(), parts.port());
    }

    private static OriginAddress socket(String path) throws Refusal {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw Refusal.because("`" + path + "` is not an absolute path", "such as \"unix:/run/app.sock\"");
        }
        int octets = path.getBytes(StandardCharsets.UTF_8).length;
        if (octets > MAX_SOCKET_PATH) {
            throw Refusal.because(
                    "the path has " + octets + " octets", "a path of at most " + MAX_SOCKET_PATH + " octets");
        }
        return new OriginAddress.Unix(path);
    }

    private static HostPort split(String text) throws Refusal {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(colon, 0));
        String port = text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        boolean plain = host.indexOf(':') < 0 && host.indexOf('[') < 0 && host.indexOf(']') < 0;
        if (host.isEmpty() || (!bracketed && !plain) || !isPort(port)) {
            throw Refusal.because("not a host and a port");
        }
        return new HostPort(bracketed ? unbracketed(host) : host, port(port));
    }

    private static boolean isPort(String text) {
        return CharSet.DIGITS.spells(text) && text.length() <= MAX_PORT_DIGITS;
    }

    private static int port(String text) throws Refusal {
        int port = Integer.parseInt(text);
        if (port > MAX_PORT) {
            throw Refusal.because("port " + port + " is out of range", "a port from 0 to 65535");
        }
        return port;
    }

    private static String unbracketed(String host) throws Refusal {
        String inside = host.substring(1, host.length() - 1);
        if (inside.indexOf(':') < 0 || literal(inside) == null) {
            throw Refusal.because("`" + host + "` is not an IPv6 address in brackets");
        }
        return inside;
    }

    static Network network(String text) throws Refusal {
        if (text.indexOf('%') >= 0) {
            throw Refusal.because("addresses are compared without their zone");
        }
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
        int bits = CharSet.DIGITS.spells(text) && text.length() <= 3 ? Integer.parseInt(text) : -1;
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

    private static String hostName(String text) throws Refusal {
        if (!isName(text) || text.indexOf('_') >= 0 || text.endsWith(".") || text.endsWith("-")) {
            throw Refusal.because("`" + text + "` is not a host name");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String host(String text) throws Refusal {
        InetAddress address = literal(text);
        return address == null ? hostName(text) : address.getHostAddress();
    }

    /** The address that a literal stands for, or null where it is none. */
    static @Nullable InetAddress literal(String text) {
        boolean ipv4 = DIGITS_AND_DOTS.spells(text);
        // Java takes 127.1 and 2130706433 for addresses as well.
        boolean hasItsForm = ipv4 ? text.split("\\.", -1).length == IPV4_PARTS : text.indexOf(':') >= 0;
        if (!hasItsForm) {
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
                && NAME.spells(host)
                && !DIGITS_AND_DOTS.spells(host)
                && !host.startsWith(".")
                && !host.startsWith("-")
                && !host.contains("..");
    }
}
