package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code tls} of an upstream. */
final class UpstreamTlsReader {
    private static final Key<String> SNI = Key.optional(
            "sni",
            AddressTypes.HOST_NAME,
            "each target's own host name",
            "The name that the origin is asked for (SNI), and that its certificate must be for.");

    private static final Key<String> VERIFY_NAMES = Key.plural(
                    "verify-names",
                    AddressTypes.HOST,
                    "the name asked for",
                    "Names or addresses of which the certificate must bear one, in place of the name asked for.")
            .alias("verify-name");

    private static final Key<Boolean> SKIP_VERIFY = Key.defaulting(
            "insecure-skip-verify",
            WordTypes.SWITCH,
            false,
            "Whether any certificate is good. Whoever answers at the address then reads and changes what passes.");

    /** How one of the original's samples has it. */
    private static final Key<Boolean> VERIFY =
            Key.optional("verify", WordTypes.SWITCH, "#true", "The opposite of `insecure-skip-verify`, in its place.");

    private static final Key<Path> CA_CERT = Key.optional(
                    "ca-cert",
                    ProcessTypes.FILE,
                    "those that the Java runtime trusts",
                    "The certificates of the authorities that are trusted, in PEM.")
            .alias("ca-file");

    private static final Key<Path> CLIENT_CERT = Key.optional(
            "client-cert",
            ProcessTypes.FILE,
            "none",
            "The certificate that we show where the origin asks for one, and those that lead to its authority, in PEM.");

    private static final Key<Path> CLIENT_KEY =
            Key.optional("client-key", ProcessTypes.FILE, "none", "The private key of `client-cert`, in PEM.");

    private static final Key<SecretSource> PASSPHRASE = Key.optional(
            "client-key-passphrase", SecretTypes.PASSPHRASE, "none", "What opens an encrypted `client-key`.");

    static final Block BLOCK = Block.single("tls", "Connections to the targets are encrypted.")
            .keys(
                    SNI,
                    VERIFY_NAMES,
                    SKIP_VERIFY,
                    VERIFY,
                    CA_CERT,
                    CLIENT_CERT,
                    CLIENT_KEY,
                    PASSPHRASE,
                    TlsReader.MIN_VERSION,
                    TlsReader.MAX_VERSION,
                    TlsReader.CIPHER_SUITES);

    private UpstreamTlsReader() {}

    /** @param targets whose hosts are the names asked for where there is no `sni` */
    static UpstreamTlsSettings read(Section section, List<Target> targets) {
        String serverName = section.find(SNI);
        List<String> verifyNames = section.all(VERIFY_NAMES);
        boolean skipVerify = skipsVerify(section);
        Located<Path> authorities = section.locate(CA_CERT);
        Path trusted = authorities == null ? null : TlsReader.readable(authorities, section);
        CertificateFiles identity = readIdentity(section);
        TlsReader.Offer offer = TlsReader.offer(section);
        if (skipVerify && (authorities != null || !verifyNames.isEmpty())) {
            section.report(
                    "nothing is verified, so that `ca-cert` and `verify-names` would do nothing",
                    "them without `insecure-skip-verify`");
        }
        if (!skipVerify && serverName == null && verifyNames.isEmpty() && anySocket(targets)) {
            section.report(
                    "a Unix socket has no host name that its certificate could be for", "`sni` or `verify-names`");
        }
        return new UpstreamTlsSettings(
                serverName, verifyNames, skipVerify, identity, trusted, offer.min(), offer.max(), offer.cipherSuites());
    }

    private static boolean skipsVerify(Section section) {
        boolean both = section.has(SKIP_VERIFY) && section.has(VERIFY);
        boolean skip = section.get(SKIP_VERIFY);
        Boolean verify = section.find(VERIFY);
        if (both && verify != null && verify == skip) {
            section.report("`verify` and `insecure-skip-verify` contradict each other", "one of them");
        }
        return verify == null ? skip : !verify;
    }

    private static boolean anySocket(List<Target> targets) {
        return targets.stream().anyMatch(target -> target.address() instanceof OriginAddress.Unix);
    }

    private static @Nullable CertificateFiles readIdentity(Section section) {
        Located<Path> certificate = section.locate(CLIENT_CERT);
        Located<Path> key = section.locate(CLIENT_KEY);
        Located<SecretSource> passphrase = section.locate(PASSPHRASE);
        if ((certificate == null) != (key == null)) {
            section.report("a certificate is of no use without its key", "both `client-cert` and `client-key`");
        }
        if (key == null && passphrase != null) {
            section.report("there is no `client-key` that the passphrase could open", "`client-key`");
        }
        CertificateReader.Read read = CertificateReader.load(certificate, key, passphrase, section);
        return read == null ? null : read.files();
    }
}
