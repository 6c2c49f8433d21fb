package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CertificateBlock;
import io.zentinelproxy.core.config.kdl.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the blocks {@code sni}. */
final class SniReader {
    private static final Key<String> HOSTNAMES = Key.plural(
            "hostnames",
            TlsTypes.SERVER_NAME,
            "the names in the certificate",
            "The names that the certificate is for, whatever it says itself.");

    private static final Key<String> PRIORITY_HOSTNAMES = Key.plural(
            "priority-hostnames",
            TlsTypes.SERVER_NAME,
            "none",
            "Names that this certificate is chosen for before others that hold them too, besides those that it holds.");

    static final Block BLOCK = Block.repeated("sni", "The certificate for clients that ask for one of its names.")
            .alias("sni-cert")
            .keys(
                    HOSTNAMES,
                    PRIORITY_HOSTNAMES,
                    CertificateReader.CERT_FILE,
                    CertificateReader.KEY_FILE,
                    CertificateReader.KEY_PASSPHRASE)
            .blocks(CertificateReader.BLOCK)
            .unsupported("acme");

    private SniReader() {}

    /**
     * One block.
     *
     * @param position of its name
     */
    record Read(Position position, CertificateBlock block, List<CertificateReader.Read> certificates) {
        static Read of(
                Position position,
                List<CertificateReader.Read> certificates,
                List<String> names,
                List<String> priority) {
            CertificateBlock block = new CertificateBlock(
                    certificates.stream().map(CertificateReader.Read::files).toList(), names, priority);
            return new Read(position, block, certificates);
        }
    }

    static @Nullable Read read(Section section) {
        List<String> names = section.all(HOSTNAMES);
        List<String> priority = section.all(PRIORITY_HOSTNAMES);
        if (!names.isEmpty() && !priority.isEmpty()) {
            section.report(
                    "`hostnames` leaves out what the certificate says, and `priority-hostnames` adds to it",
                    "one of the two");
        }
        List<CertificateReader.Read> certificates = CertificateReader.all(section);
        boolean nameless = names.isEmpty()
                && priority.isEmpty()
                && certificates.stream()
                        .anyMatch(read -> read.certificate().names().isEmpty());
        if (nameless) {
            section.report(
                    "the certificate holds no name that a client can ask for", "`hostnames` with the names it is for");
        }
        return certificates.isEmpty() ? null : Read.of(section.position(), certificates, names, priority);
    }
}
