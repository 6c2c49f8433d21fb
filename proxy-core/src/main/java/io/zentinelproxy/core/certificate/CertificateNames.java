package io.zentinelproxy.core.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For which names a certificate stands. */
final class CertificateNames {
    /** GeneralName of the kind dNSName, RFC 5280 section 4.2.1.6. */
    private static final int DNS = 2;

    /** id-at-commonName, 2.5.4.3. */
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

    private CertificateNames() {}

    /** The DNS names of subjectAltName; where there is no such extension, the common name. What is no DNS name is left out. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = alternatives(certificate);
        if (alternatives == null) {
            add(commonName(certificate), names);
            return names;
        }
        for (List<?> alternative : alternatives) {
            if (Integer.valueOf(DNS).equals(alternative.get(0)) && alternative.get(1) instanceof String name) {
                add(name, names);
            }
        }
        return names;
    }

    private static @Nullable Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException damaged) {
            return List.of();
        }
    }

    private static void add(@Nullable String written, List<String> names) {
        String name = written == null ? null : SniName.canonical(written);
        if (name != null && !names.contains(name)) {
            names.add(name);
        }
    }

    /** The last common name of the subject; it is a sequence of sets of pairs of kind and value. */
    private static @Nullable String commonName(X509Certificate certificate) {
        Der subject = Der.of(certificate.getSubjectX500Principal().getEncoded());
        if (subject.next() != Der.SEQUENCE) {
            return null;
        }
        String found = null;
        Der sets = subject.inside();
        while (sets.next() == Der.SET) {
            Der pairs = sets.inside();
            while (pairs.next() == Der.SEQUENCE) {
                String name = ifCommonName(pairs.inside());
                found = name == null ? found : name;
            }
        }
        return found;
    }

    private static @Nullable String ifCommonName(Der pair) {
        if (pair.next() != Der.OBJECT_IDENTIFIER || !java.util.Arrays.equals(pair.content(), COMMON_NAME)) {
            return null;
        }
        return pair.next() < 0 ? null : new String(pair.content(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
