package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.TlsPeer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What logs say of a client's handshake, as members of a JSON object: put into words once for a connection, copied into each of its
 * lines. Whatever a certificate holds, they stay one line of US-ASCII, and short.
 */
public final class TlsMembers implements TlsFacts.Witness {
    /** All of them together: what a line has room for behind its own. */
    private static final int MOST_OCTETS = 2048;

    private static final int LONGEST_NAME_ASKED_FOR = 300;
    private static final int LONGEST_WORD = 100;
    private static final int LONGEST_SUBJECT = 400;
    private static final int LONGEST_NAME = 100;

    /** Octets of all names together; those behind are not told. */
    private static final int LONGEST_NAMES = 400;

    private static final byte[] VERSION = Ascii.octets(",\"tls_version\":\"");
    private static final byte[] CIPHER = Ascii.octets(",\"tls_cipher\":\"");
    private static final byte[] SNI = Ascii.octets(",\"sni\":\"");
    private static final byte[] ALPN = Ascii.octets(",\"alpn\":\"");
    private static final byte[] RESUMED = Ascii.octets(",\"tls_resumed\":true");
    private static final byte[] FINGERPRINT = Ascii.octets(",\"ja4\":\"");
    private static final byte[] SUBJECT = Ascii.octets(",\"client_cert_subject\":\"");
    private static final byte[] SHA256 = Ascii.octets(",\"client_cert_sha256\":\"");
    private static final byte[] NAMES = Ascii.octets(",\"client_cert_names\":[");

    private final Slots.Slot<Words> slot;

    private record Words(byte[] handshake, byte[] certificate) {}

    /** @param plan of the slots that connections of clients have */
    public TlsMembers(Slots.Plan plan) {
        slot = plan.slot(Words.class);
    }

    @Override
    public void handshaken(TlsFacts facts) {
        byte[] room = new byte[MOST_OCTETS];
        byte[] handshake = Arrays.copyOf(room, handshake(facts, room));
        TlsPeer peer = facts.peer();
        byte[] certificate = Arrays.copyOf(room, peer == null ? 0 : certificate(peer, room));
        facts.slots().set(slot, new Words(handshake, certificate));
    }

    /** Writes version, cipher suite and the like, where the client speaks TLS; returns the position after it. Allocates nothing. */
    public int putHandshake(Exchange exchange, byte[] into, int at) {
        Words words = words(exchange);
        return words == null ? at : LineFormat.put(into, at, words.handshake);
    }

    /** Writes whom the client has proven to be, where it has; returns the position after it. Allocates nothing. */
    public int putCertificate(Exchange exchange, byte[] into, int at) {
        Words words = words(exchange);
        return words == null ? at : LineFormat.put(into, at, words.certificate);
    }

    private @Nullable Words words(Exchange exchange) {
        TlsFacts facts = exchange.tls();
        return facts == null ? null : facts.slots().get(slot);
    }

    private static int handshake(TlsFacts facts, byte[] into) {
        int at = member(into, 0, VERSION, facts.protocol(), LONGEST_WORD);
        at = member(into, at, CIPHER, facts.cipherSuite(), LONGEST_WORD);
        at = member(into, at, SNI, facts.serverName(), LONGEST_NAME_ASKED_FOR);
        at = member(into, at, ALPN, facts.applicationProtocol(), LONGEST_WORD);
        at = facts.resumed() ? LineFormat.put(into, at, RESUMED) : at;
        return member(into, at, FINGERPRINT, facts.fingerprint(), LONGEST_WORD);
    }

    private static int certificate(TlsPeer peer, byte[] into) {
        String subject = peer.certificate().getSubjectX500Principal().getName(X500Principal.RFC2253);
        int at = member(into, 0, SUBJECT, subject, LONGEST_SUBJECT);
        at = member(into, at, SHA256, sha256(peer), LONGEST_WORD);
        if (peer.names().isEmpty()) {
            return at;
        }
        at = LineFormat.put(into, at, NAMES);
        int begin = at;
        for (String name : peer.names()) {
            if (at - begin > LONGEST_NAMES - LONGEST_NAME) {
                break;
            }
            if (at > begin) {
                into[at++] = ',';
            }
            into[at++] = '"';
            at = JsonText.put(into, at, name, LONGEST_NAME);
            into[at++] = '"';
        }
        into[at++] = ']';
        return at;
    }

    private static int member(byte[] into, int at, byte[] opening, @Nullable String value, int longest) {
        if (value == null || value.isEmpty()) {
            return at;
        }
        int after = JsonText.put(into, LineFormat.put(into, at, opening), value, longest);
        into[after] = '"';
        return after + 1;
    }

    /** Null where the certificate cannot be written, which one that was read can. */
    private static @Nullable String sha256(TlsPeer peer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(peer.certificate().getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (CertificateEncodingException unwritable) {
            return null;
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
