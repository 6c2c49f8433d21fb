package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Fields by which an origin is told of a client's certificate. Whoever can send one to an origin that believes it is whoever it likes
 * (RFC 9440 section 4), so that none gets past us, whoever sent it: those that we write ourselves, and those that other proxies have
 * made customary. Their names count with underscores in place of hyphens as well, as CGI reads them.
 */
final class CertificateClaims {
    /** Beginnings of names, in lower case, by their first octet. */
    private static final byte[][] OF_C = names("client-cert", "cf-client-cert", "cert-chain");

    private static final byte[][] OF_S = names("ssl-client-", "ssl-cert", "ssl-verify");

    private static final byte[][] OF_X = names(
            "x-client-cert",
            "x-client-verify",
            "x-client-dn",
            "x-client-cn",
            "x-client-s-dn",
            "x-client-subject",
            "x-client-ssl-",
            "x-client-tls-",
            "x-ssl-client",
            "x-ssl-cert",
            "x-ssl-subject",
            "x-ssl-issuer",
            "x-ssl-serial",
            "x-ssl-verify",
            "x-ssl-dn",
            "x-ssl-fingerprint",
            "x-ssl-user",
            "x-clientcert",
            "x-peer-certificate",
            "x-goog-client-cert",
            "x-tls-client-",
            "x-mtls-",
            "x-amzn-mtls-",
            "x-arr-clientcert",
            "x-forwarded-client-cert",
            "x-forwarded-ssl-client-",
            "x-forwarded-tls-client-");

    private static final byte[][] NONE = {};

    private CertificateClaims() {}

    private static byte[][] names(String... beginnings) {
        byte[][] octets = new byte[beginnings.length][];
        for (int i = 0; i < beginnings.length; i++) {
            octets[i] = Ascii.octets(beginnings[i]);
        }
        return octets;
    }

    /** Whether this line, which is no known field, is one of them. */
    static boolean isOne(Fields fields, int line) {
        byte[] octets = fields.octets(line);
        int start = fields.nameStart(line);
        int end = fields.nameEnd(line);
        for (byte[] beginning : candidates(octets[start])) {
            if (begins(octets, start, end, beginning)) {
                return true;
            }
        }
        return false;
    }

    private static byte[][] candidates(byte first) {
        return switch (first | 0x20) {
            case 'c' -> OF_C;
            case 's' -> OF_S;
            case 'x' -> OF_X;
            default -> NONE;
        };
    }

    private static boolean begins(byte[] octets, int start, int end, byte[] beginning) {
        if (end - start < beginning.length) {
            return false;
        }
        for (int at = 0; at < beginning.length; at++) {
            byte octet = octets[start + at] == '_' ? (byte) '-' : Ascii.lower(octets[start + at]);
            if (octet != beginning[at]) {
                return false;
            }
        }
        return true;
    }
}
