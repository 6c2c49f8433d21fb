package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import io.zentinelproxy.core.certificate.CertificateChoice;
import io.zentinelproxy.core.certificate.CipherSuites;
import io.zentinelproxy.core.certificate.ClientAuth;
import io.zentinelproxy.core.certificate.ClientTrust;
import io.zentinelproxy.core.certificate.TlsPolicy;
import io.zentinelproxy.core.certificate.TlsVersion;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code tls} of a listener. */
final class TlsReader {
    private static final Key<Path> CA_FILE = Key.optional(
            "ca-file",
            ProcessTypes.FILE,
            "none",
            "The authorities in PEM form that certificates of clients must come from; needs `client-auth`.");

    private static final Key<ClientAuth> CLIENT_AUTH = Key.defaulting(
            "client-auth",
            TlsTypes.CLIENT_AUTH,
            ClientAuth.NONE,
            "Whether clients must, or may, show a certificate. One that is shown and is not good ends the handshake.");

    static final Key<TlsVersion> MIN_VERSION =
            Key.defaulting("min-version", TlsTypes.VERSION, TlsVersion.TLS_1_2, "The oldest version of TLS spoken.");

    static final Key<TlsVersion> MAX_VERSION =
            Key.defaulting("max-version", TlsTypes.VERSION, TlsVersion.TLS_1_3, "The newest version of TLS spoken.");

    static final Key<String> CIPHER_SUITES = Key.plural(
                    "cipher-suites",
                    TlsTypes.CIPHER_SUITE,
                    "AES-GCM and ChaCha20-Poly1305 with forward secrecy",
                    "The cipher suites agreed to, the preferred first; a version without one of its own is not spoken.")
            .alias("cipher-suite");

    private static final Key<Boolean> SESSION_RESUMPTION = Key.defaulting(
            "session-resumption",
            WordTypes.SWITCH,
            true,
            "Whether a client may go on with a session of the last hour, by ticket or id, without a full handshake.");

    private static final Key<Boolean> OCSP_STAPLING = Key.optional(
            "ocsp-stapling",
            WordTypes.SWITCH,
            "#true, and #false without session-resumption",
            "Whether the answer of the certificate's OCSP responder is fetched and sent along to clients that ask for it.");

    private static final Key<Duration> HANDSHAKE_TIMEOUT = Key.defaulting(
                    "handshake-timeout-secs",
                    seconds(Duration.ofMillis(1), Duration.ofHours(1)),
                    Duration.ofSeconds(10),
                    "How long a handshake may take from beginning to end; then the connection is closed.")
            .alias("handshake-timeout");

    private static final Key<Integer> MAX_HANDSHAKES = Key.defaulting(
            "max-handshakes",
            count(1, 1_000_000),
            1024,
            "Handshakes of this listener going on at once, from the ClientHello on; a connection beyond them is closed.");

    private static final Key<CertificateForwarding> FORWARD_CLIENT_CERT = Key.optional(
            "forward-client-cert",
            TlsTypes.FORWARDING,
            "\"both\" with client-auth, else \"off\"",
            "How origins are told of a client's certificate: by `Client-Cert` and `Client-Cert-Chain` (RFC 9440), by"
                    + " `X-Forwarded-Client-Cert`, or both. What a client says of itself in them is dropped, always.");

    static final Block BLOCK = Block.repeated(
                    "tls", "What connections are encrypted with; for `protocol \"https\"`, or \"h2\".")
            .keys(
                    CertificateReader.CERT_FILE,
                    CertificateReader.KEY_FILE,
                    CertificateReader.KEY_PASSPHRASE,
                    CA_FILE,
                    CLIENT_AUTH,
                    MIN_VERSION,
                    MAX_VERSION,
                    CIPHER_SUITES,
                    SESSION_RESUMPTION,
                    OCSP_STAPLING,
                    HANDSHAKE_TIMEOUT,
                    MAX_HANDSHAKES,
                    FORWARD_CLIENT_CERT)
            .blocks(CertificateReader.BLOCK, SniReader.BLOCK)
            .unsupported("acme", "sni-certs");

    private TlsReader() {}

    static @Nullable TlsSettings read(Section section, Http2ListenerSettings http2) {
        List<CertificateReader.Read> ofAll = CertificateReader.all(section);
        List<SniReader.Read> blocks = new ArrayList<>();
        blocks.add(SniReader.Read.of(section.position(), ofAll, List.of(), List.of()));
        blocks.addAll(section.each(SniReader.BLOCK, SniReader::read));
        ClientAuth clientAuth = section.get(CLIENT_AUTH);
        Path authorities = authorities(section, clientAuth);
        TlsPolicy policy = policy(section, clientAuth, http2);
        Duration timeout = section.get(HANDSHAKE_TIMEOUT);
        int most = section.get(MAX_HANDSHAKES);
        CertificateForwarding forwarding = forwarding(section, clientAuth);
        if (ofAll.isEmpty()) {
            return null;
        }
        reportClashes(blocks, section);
        return new TlsSettings(
                blocks.stream().map(SniReader.Read::block).toList(), authorities, policy, timeout, most, forwarding);
    }

    private static void reportClashes(List<SniReader.Read> blocks, Section section) {
        CertificateChoice choice = new CertificateChoice(
                blocks.stream().map(SniReader.Read::block).toList(),
                blocks.stream()
                        .map(read -> read.certificates().stream()
                                .map(CertificateReader.Read::certificate)
                                .toList())
                        .toList());
        for (CertificateChoice.Clash clash : choice.clashes()) {
            section.report(Problem.at(
                            blocks.get(clash.block()).position(),
                            "`" + clash.name() + "` has a certificate with such a key in an `sni` before")
                    .expecting("`priority-hostnames` in the one that is meant"));
        }
    }

    private static @Nullable Path authorities(Section section, ClientAuth clientAuth) {
        Located<Path> file = section.locate(CA_FILE);
        if (file == null) {
            if (clientAuth != ClientAuth.NONE) {
                section.report("`client-auth` does not say whom certificates must come from", "`ca-file`");
            }
            return null;
        }
        if (clientAuth == ClientAuth.NONE) {
            section.report(Problem.at(file.position(), "no client is asked for a certificate")
                    .expecting("`client-auth \"required\"` or `client-auth \"optional\"`, or no `ca-file`"));
        }
        return readable(file, section);
    }

    /** A file of authorities, which may have had to be reported. */
    static Path readable(Located<Path> file, Section section) {
        Path path = section.resolve(file.value());
        try {
            ClientTrust.of(path);
        } catch (UnusableFile unusable) {
            section.report(Problem.at(file.position(), unusable.reason())
                    .expecting("certificates of authorities in PEM form"));
        }
        return path;
    }

    /** What is offered or agreed to, by the three keys above. */
    record Offer(TlsVersion min, TlsVersion max, List<String> cipherSuites) {}

    private static CertificateForwarding forwarding(Section section, ClientAuth clientAuth) {
        Located<CertificateForwarding> written = section.locate(FORWARD_CLIENT_CERT);
        if (written == null) {
            return clientAuth == ClientAuth.NONE ? CertificateForwarding.OFF : CertificateForwarding.BOTH;
        }
        if (clientAuth == ClientAuth.NONE && !written.value().isOff()) {
            section.report(Problem.at(written.position(), "no client is asked for a certificate")
                    .expecting("`client-auth`, or no `forward-client-cert`"));
        }
        return written.value();
    }

    private static TlsPolicy policy(Section section, ClientAuth clientAuth, Http2ListenerSettings http2) {
        Offer offer = offer(section);
        reportWithoutHttp2(section, offer, http2);
        boolean resumption = section.get(SESSION_RESUMPTION);
        return new TlsPolicy(
                offer.min,
                offer.max,
                offer.cipherSuites,
                clientAuth,
                resumption,
                stapling(section, resumption),
                http2.applicationProtocols());
    }

    /** Where nothing but HTTP/2 is spoken, each client would be refused. */
    private static void reportWithoutHttp2(Section section, Offer offer, Http2ListenerSettings http2) {
        boolean any = offer.cipherSuites().stream()
                .filter(suite -> CipherSuites.versionOf(suite).isWithin(offer.min(), offer.max()))
                .anyMatch(CipherSuites::mayCarryHttp2);
        if (http2.only() && !any) {
            section.report(
                    "HTTP/2 is not spoken with any of the `cipher-suites`",
                    "one of TLS 1.3, or of ECDHE and AES-GCM or ChaCha20-Poly1305 (RFC 9113 appendix A)");
        }
    }

    static Offer offer(Section section) {
        Located<TlsVersion> maxWritten = section.locate(MAX_VERSION);
        TlsVersion max = maxWritten == null ? TlsVersion.TLS_1_3 : maxWritten.value();
        TlsVersion min = section.get(MIN_VERSION);
        if (maxWritten != null && max.compareTo(min) < 0) {
            section.report(Problem.at(maxWritten.position(), "`max-version` lies before `min-version`"));
        }
        return new Offer(min, max, suites(section, min, max));
    }

    private static List<String> suites(Section section, TlsVersion min, TlsVersion max) {
        List<Located<String>> written = section.allLocated(CIPHER_SUITES);
        if (written.isEmpty()) {
            return CipherSuites.DEFAULT;
        }
        List<String> suites = written.stream().map(Located::value).toList();
        boolean any = min.compareTo(max) <= 0;
        if (any && suites.stream().map(CipherSuites::versionOf).noneMatch(version -> version.isWithin(min, max))) {
            section.report(Problem.at(
                            written.getFirst().position(), "none of the `cipher-suites` is of a version that is spoken")
                    .expecting("one of TLS " + max.number()));
        }
        return suites;
    }

    /** Each connection without resumption knows of no other, and could not keep an answer of OCSP for the next. */
    private static boolean stapling(Section section, boolean resumption) {
        Located<Boolean> written = section.locate(OCSP_STAPLING);
        if (written != null && written.value() && !resumption) {
            section.report(Problem.at(written.position(), "answers of OCSP are kept with the sessions")
                    .expecting("#false where `session-resumption` is off"));
        }
        return written == null ? resumption : written.value();
    }
}
