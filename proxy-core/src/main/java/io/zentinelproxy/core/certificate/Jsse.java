package io.zentinelproxy.core.certificate;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The TLS of the JDK, and those of its settings that it takes for the whole process. It reads most of them when its classes are
 * loaded, so that whoever uses TLS comes through here first. What the command line sets is left as it is.
 */
public final class Jsse {
    /** Reads whether to staple anew for each context that is made, at that moment. */
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";

    /** The same of whether clients of TLS 1.2 are promised a ticket. */
    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    private static final boolean TICKETS_ALLOWED = !"false".equalsIgnoreCase(System.getProperty(TICKETS));

    /** How long a handshake waits for a responder of OCSP, in milliseconds; JSSE itself would wait 5 seconds. */
    private static final String STAPLING_WAIT_MILLIS = "2000";

    /** A larger message of a handshake ends it: 32 KiB, which is what JSSE takes too. */
    private static final String MAX_HANDSHAKE_OCTETS = "32768";

    /** Forward secrecy only, on curves that need no table: RFC 8446 section 9.1, and the hybrid of ML-KEM where the JDK has it. */
    private static final List<String> GROUPS = List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1");

    /** Without SHA-1 (RFC 9155). */
    private static final String[] SIGNATURES = {
        "ecdsa_secp256r1_sha256",
        "ed25519",
        "rsa_pss_rsae_sha256",
        "rsa_pss_pss_sha256",
        "ecdsa_secp384r1_sha384",
        "rsa_pss_rsae_sha384",
        "rsa_pss_pss_sha384",
        "ecdsa_secp521r1_sha512",
        "ed448",
        "rsa_pss_rsae_sha512",
        "rsa_pss_pss_sha512",
        "rsa_pkcs1_sha256",
        "rsa_pkcs1_sha384",
        "rsa_pkcs1_sha512"
    };

    private Jsse() {}

    /** To be called before any other class of TLS is touched; more than once does nothing more. */
    public static void settle() {
        unlessSet("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        unlessSet("jdk.tls.maxHandshakeMessageSize", MAX_HANDSHAKE_OCTETS);
        unlessSet("jdk.tls.stapling.responseTimeout", STAPLING_WAIT_MILLIS);
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * A context that is not initialised yet, of servers that staple or do not, and give out tickets or do not. The properties are of
     * the process but are only looked at while a context is made, which one thread at a time does.
     */
    static synchronized SSLContext newContext(boolean stapling, boolean tickets) throws GeneralSecurityException {
        settle();
        System.setProperty(STAPLING, Boolean.toString(stapling));
        System.setProperty(TICKETS, Boolean.toString(tickets && TICKETS_ALLOWED));
        return SSLContext.getInstance("TLS");
    }

    /** What this JDK can do. Not asked of the default context, which would read all the authorities that the JDK trusts. */
    static SSLParameters supported() {
        settle();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context.getSupportedSSLParameters();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    static String[] groups() {
        List<String> known = Arrays.asList(supported().getNamedGroups());
        return GROUPS.stream().filter(known::contains).toArray(String[]::new);
    }

    static String[] signatures() {
        return SIGNATURES.clone();
    }
}
