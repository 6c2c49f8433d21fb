package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Room 6: whether a connection may ask for this host. A handshake under one certificate and one policy on client certificates gives no
 * access to hosts that have others: whoever does not have the certificate that one host asks for would else get in by the name of
 * another (RFC 9110 sections 4.3.3 and 15.5.20, CVE-2025-23419). A resumed session has no more rights than a full handshake.
 */
final class HandshakeHost {
    private final Certificates certificates;

    /** Which certificates serve which names. */
    interface Certificates {
        /**
         * Whether a client that asks for a host is well served by a handshake. Allocates nothing.
         *
         * @param identity of the handshake's certificate and policy
         * @param host octets in which the host stands in its one form, without a port
         */
        boolean isServed(Object identity, byte[] host, int start, int end);
    }

    HandshakeHost(Certificates certificates) {
        this.certificates = certificates;
    }

    /** @throws PolicyFault MISDIRECTED where the handshake was not for this host */
    void check(Exchange facts) throws PolicyFault {
        TlsFacts tls = facts.tls();
        RequestHead head = facts.head();
        int start = head.authorityStart();
        int end = head.hostEnd();
        if (tls == null || start == end) {
            // Without a host, of HTTP/1.0, the handshake decides who is asked.
            return;
        }
        byte[] octets = head.authorityOctets();
        if (!isName(tls.serverName(), octets, start, end)
                && !certificates.isServed(tls.identity(), octets, start, end)) {
            throw new PolicyFault(PolicyFault.Kind.MISDIRECTED);
        }
    }

    private static boolean isName(@Nullable String name, byte[] octets, int start, int end) {
        if (name == null || name.length() != end - start) {
            return false;
        }
        for (int at = start; at < end; at++) {
            if (name.charAt(at - start) != octets[at]) {
                return false;
            }
        }
        return true;
    }
}
