package io.zentinelproxy.core.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;

/** Types of what DNS knows. Nothing here asks it. */
final class DnsTypes {
    /** More would only make a failure slower: each is waited for. */
    static final int MAX_SERVERS = 8;

    private static final int DNS_PORT = 53;
    private static final int MAX_NAME_CHARS = 253;
    private static final int MAX_LABEL_CHARS = 63;
    private static final CharSet DIGITS_AND_DOTS = CharSet.DIGITS.and(".");
    private static final CharSet LABEL = CharSet.LETTERS_AND_DIGITS.and("-_");

    /** Where a DNS server listens. */
    static final ValueType<InetSocketAddress> SERVER = ValueType.ofText(
            "address",
            "an IP address such as \"10.0.0.2\" or \"::1\", or one with a port such as \"127.0.0.1:5353\" or \"[::1]:5353\"",
            DnsTypes::server,
            address -> '"' + rendered(address) + '"');

    /** A name that DNS can be asked for. A dot at its end says that it is whole, so that no search list is tried. */
    static final ValueType<String> NAME = ValueType.ofText(
            "name",
            "a name such as \"app.internal\" or \"_http._tcp.app.internal\"",
            DnsTypes::name,
            name -> '"' + name + '"');

    private DnsTypes() {}

    private static InetSocketAddress server(String text) throws Refusal {
        InetAddress alone = AddressTypes.literal(text);
        InetSocketAddress server = alone == null ? AddressTypes.listen(text) : new InetSocketAddress(alone, DNS_PORT);
        if (server.getPort() == 0) {
            throw Refusal.because("port 0 cannot be asked");
        }
        return server;
    }

    private static String rendered(InetSocketAddress server) {
        String host = server.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + server.getPort();
    }

    private static String name(String text) throws Refusal {
        String whole = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        boolean isName = whole.length() <= MAX_NAME_CHARS
                && !DIGITS_AND_DOTS.spells(whole)
                && Arrays.stream(whole.split("\\.", -1)).allMatch(DnsTypes::isLabel);
        if (!isName) {
            throw Refusal.because("`" + text + "` is not a name of DNS");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty() && label.length() <= MAX_LABEL_CHARS && LABEL.spells(label);
    }
}
