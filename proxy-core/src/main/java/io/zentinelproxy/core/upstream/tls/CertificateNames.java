package io.zentinelproxy.core.upstream.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for: the DNS names and addresses of subjectAltName alone, RFC 9525 section 6.3. The common name never counts
 * (section 2.1: it says anything). A wildcard stands for exactly one label, the leftmost, as a whole.
 */
final class CertificateNames {
    /** GeneralName's choices, RFC 5280 section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    /** Of a certificate's names, those told in a log line. */
    private static final int TOLD = 8;

    private final List<String> dnsNames = new ArrayList<>();
    private final List<InetAddress> addresses = new ArrayList<>();

    private CertificateNames() {}

    static CertificateNames of(X509Certificate certificate) {
        CertificateNames names = new CertificateNames();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                all.forEach(names::add);
            }
        } catch (CertificateParsingException e) {
            // What cannot be read names nobody.
        }
        return names;
    }

    private void add(List<?> name) {
        int choice = (Integer) name.getFirst();
        if (!(name.get(1) instanceof String text)) {
            return;
        }
        if (choice == DNS_NAME) {
            dnsNames.add(canonical(text));
        } else if (choice == IP_ADDRESS) {
            addAddress(text);
        }
    }

    /** Eight octets are a network, as in constraints on names (RFC 5280 section 4.2.1.10), and nobody's address. */
    private void addAddress(String text) {
        InetAddress address = address(text);
        if (address != null) {
            addresses.add(address);
        }
    }

    /** Whether it is for this host: a name, or an address, which no wildcard and no DNS name stands for. */
    boolean include(String host) {
        InetAddress address = address(host);
        if (address != null) {
            return addresses.contains(address);
        }
        String wanted = canonical(host);
        return dnsNames.stream().anyMatch(presented -> matches(presented, wanted));
    }

    private static @Nullable InetAddress address(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    private static boolean matches(String presented, String wanted) {
        if (!presented.startsWith("*.")) {
            return presented.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0 && wanted.substring(dot).equals(presented.substring(1));
    }

    /** In lower case, without the dot of the root. */
    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** For the log: the first of its names. */
    String told() {
        List<String> all = new ArrayList<>(dnsNames);
        addresses.forEach(address -> all.add(address.getHostAddress()));
        if (all.isEmpty()) {
            return "no name";
        }
        String first = String.join(", ", all.subList(0, Math.min(TOLD, all.size())));
        return all.size() > TOLD ? first + " and " + (all.size() - TOLD) + " more" : first;
    }
}
