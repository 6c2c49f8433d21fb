package io.zentinelproxy.core.certificate;

import io.zentinelproxy.core.certificate.PemFile.Section;
import io.zentinelproxy.core.certificate.UnusableFile.Part;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** X.509 certificates as they stand in files. */
final class CertificateChain {
    private CertificateChain() {}

    /** All of the file, in its order. @throws UnusableFile where there is none or one is damaged */
    static List<X509Certificate> read(Path file, Part part) throws UnusableFile {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Section section : PemFile.read(file, part)) {
            if (section.label().equals("CERTIFICATE") || section.label().equals("X509 CERTIFICATE")) {
                certificates.add(certificate(section, file, part));
            }
        }
        if (certificates.isEmpty()) {
            throw new UnusableFile(part, file, "holds no certificate in PEM form");
        }
        return certificates;
    }

    private static X509Certificate certificate(Section section, Path file, Part part) throws UnusableFile {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(section.der()));
        } catch (CertificateException damaged) {
            throw new UnusableFile(part, file, "holds a damaged certificate");
        }
    }
}
