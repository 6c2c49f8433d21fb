package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.Ascii;
import java.net.InetAddress;

/**
 * An address with its text made once: the log, forwarding fields and filters need it on every request.
 *
 * @param octets the text of the address without brackets or port, as US-ASCII
 */
public record ClientAddress(InetAddress address, int port, byte[] octets) {

    public static ClientAddress of(InetAddress address, int port) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return new ClientAddress(address, port, Ascii.octets(zone < 0 ? text : text.substring(0, zone)));
    }
}
