package io.zentinelproxy.core.certificate;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake was made with: the table of that moment and what it chose.
 *
 * @param entry of the table
 */
public record HandshakeIdentity(CertificateTable table, CertificateEntry entry) {
    /** For a client that asks for this name, in lower case, or for none. */
    public static HandshakeIdentity of(CertificateTable table, @Nullable String name) {
        return new HandshakeIdentity(table, table.find(name));
    }

    /**
     * Whether a client that had asked for this host would have been served with the same certificates. Where not, the host belongs to
     * others (421, RFC 9110 section 15.5.20). The policy on client certificates is the listener's, so that it is the same.
     *
     * @param host octets in lower case, without port and closing dot
     */
    public boolean covers(byte[] host, int from, int to) {
        return table.find(host, from, to) == entry;
    }
}
