package io.zentinelproxy.core.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The value of X-Forwarded-Client-Cert as Envoy documents it: {@code Hash=...;Subject="...";URI=...;DNS=...}. Whoever issues a
 * certificate may have put anything into its names: nothing in them can end a value or begin another.
 */
final class ForwardedClientCert {
    /** Octets of the value: longer ones are left out, as a list of names cut short would lie. */
    static final int MOST_OCTETS = 4 * 1024;

    private static final int URI = 6;
    private static final int DNS = 2;

    private ForwardedClientCert() {}

    /** The value, US-ASCII; null where it would be too long or the certificate cannot be read. */
    static @Nullable String of(X509Certificate certificate) {
        try {
            StringBuilder value = new StringBuilder("Hash=").append(sha256(certificate));
            value.append(";Subject=\"")
                    .append(subject(certificate.getSubjectX500Principal()))
                    .append('"');
            addNames(value, certificate.getSubjectAlternativeNames(), URI, ";URI=");
            addNames(value, certificate.getSubjectAlternativeNames(), DNS, ";DNS=");
            return value.length() <= MOST_OCTETS ? value.toString() : null;
        } catch (CertificateEncodingException | CertificateParsingException unreadable) {
            return null;
        }
    }

    /** Of the certificate in DER, in hexadecimal. */
    static String sha256(X509Certificate certificate) throws CertificateEncodingException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /**
     * The name as RFC 2253 writes it, in visible ASCII, and with its quotes and backslashes as pairs of hexadecimal digits (section
     * 2.4): readers of this field differ on how a backslash before the closing quote is meant.
     */
    static String subject(X500Principal name) {
        String text = name.getName(X500Principal.RFC2253);
        StringBuilder written = new StringBuilder(text.length());
        boolean escaped = false;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet == '\\' && !escaped) {
                escaped = true;
                continue;
            }
            written.append(escaped && isPlain(octet) ? "\\" : "");
            put(written, octet);
            escaped = false;
        }
        return written.toString();
    }

    private static void put(StringBuilder into, byte octet) {
        if (isPlain(octet)) {
            into.append((char) octet);
        } else {
            into.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
    }

    private static boolean isPlain(byte octet) {
        return octet >= ' ' && octet <= '~' && octet != '"' && octet != '\\';
    }

    private static void addNames(StringBuilder value, @Nullable Collection<List<?>> names, int kind, String opening) {
        if (names == null) {
            return;
        }
        for (List<?> name : names) {
            if (name.getFirst().equals(kind)) {
                addName(value, (String) name.getLast(), opening);
            }
        }
    }

    /** No URI and no DNS name holds a quote, a backslash or what is no visible ASCII, but by mistake or by malice: not told. */
    private static void addName(StringBuilder value, String name, String opening) {
        boolean quoted = false;
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
                return;
            }
            quoted |= c == ',' || c == ';' || c == '=';
        }
        value.append(opening);
        value.append(quoted ? '"' + name + '"' : name);
    }
}
