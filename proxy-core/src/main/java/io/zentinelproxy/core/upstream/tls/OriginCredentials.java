package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.ClientTrust;
import io.zentinelproxy.core.certificate.Jsse;
import io.zentinelproxy.core.certificate.ShownCertificate;
import io.zentinelproxy.core.certificate.TlsPolicy;
import io.zentinelproxy.core.certificate.TlsVersion;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the handshakes with the origins of one upstream go by: whom we trust and what we show, as the files were at one time. Of each
 * upstream its own, so that no session of one policy goes on under another. Compared by identity. Immutable.
 */
public final class OriginCredentials {
    /** Sessions kept for resumption: what the origins of an upstream send us is not to grow without bound. JSSE's own bound is 20,480. */
    private static final int SESSIONS = 1_024;

    private static final int NO_PORT = 0;

    private final UpstreamTlsSettings settings;
    private final SSLContext context;

    private OriginCredentials(UpstreamTlsSettings settings, SSLContext context) {
        this.settings = settings;
        this.context = context;
    }

    /** Reads the files. @throws UnusableFile where one cannot be used */
    static OriginCredentials load(UpstreamTlsSettings settings) throws UnusableFile {
        CertificateFiles identity = settings.identity();
        KeyManager[] shown =
                identity == null ? new KeyManager[0] : new KeyManager[] {new ShownCertificate(identity.load())};
        try {
            Jsse.settle();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, new TrustManager[] {trust(settings)}, null);
            context.getClientSessionContext().setSessionCacheSize(SESSIONS);
            return new OriginCredentials(settings, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make a TLS client", e);
        }
    }

    private static TrustManager trust(UpstreamTlsSettings settings) throws UnusableFile, GeneralSecurityException {
        if (settings.skipVerify()) {
            return new AnyOrigin();
        }
        Path authorities = settings.authorities();
        TrustManager[] trusting = authorities == null ? ofTheRuntime() : ClientTrust.of(authorities);
        return new OriginVerifier((X509ExtendedTrustManager) trusting[0], settings);
    }

    private static TrustManager[] ofTheRuntime() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    /** A client's engine for a connection to an origin, which is offered these versions of HTTP (RFC 7301). */
    SSLEngine engine(OriginAddress origin, Offer offer) {
        SSLEngine engine = switch (origin) {
            case OriginAddress.Tcp tcp -> context.createSSLEngine(tcp.host(), tcp.port());
            // Only tells its sessions from those of others.
            case OriginAddress.Unix unix -> context.createSSLEngine(unix.name(), NO_PORT);
        };
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(serverNames(origin));
        parameters.setApplicationProtocols(protocols(offer));
        parameters.setProtocols(versions());
        parameters.setCipherSuites(settings.cipherSuites().toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The preferred one first. An origin that chose anything else would be refused by JSSE. */
    private static String[] protocols(Offer offer) {
        return switch (offer) {
            case HTTP1 -> new String[] {TlsPolicy.HTTP_1_1};
            case EITHER -> new String[] {TlsPolicy.HTTP_2, TlsPolicy.HTTP_1_1};
            case HTTP2 -> new String[] {TlsPolicy.HTTP_2};
        };
    }

    private String[] versions() {
        return Stream.of(TlsVersion.values())
                .filter(version -> version.compareTo(settings.minVersion()) >= 0)
                .filter(version -> version.compareTo(settings.maxVersion()) <= 0)
                .map(TlsVersion::jsse)
                .toArray(String[]::new);
    }

    /** One, or none, which a list of none tells JSSE: else it would make one of the host. */
    private List<SNIServerName> serverNames(OriginAddress origin) {
        String name = serverName(origin);
        return name == null ? List.of() : List.of(new SNIHostName(name));
    }

    /**
     * The name that an origin is asked for. Null for an address (RFC 6066 section 3 allows none), and for a name that hosts cannot
     * have, such as one with an underscore.
     */
    @Nullable
    String serverName(OriginAddress origin) {
        String name = settings.serverName();
        if (name != null) {
            return name;
        }
        return switch (origin) {
            case OriginAddress.Tcp tcp -> tcp.isLiteral() ? null : hostName(tcp.host());
            case OriginAddress.Unix unix -> null;
        };
    }

    private static @Nullable String hostName(String host) {
        try {
            return new SNIHostName(host).getAsciiName();
        } catch (IllegalArgumentException noHostName) {
            return null;
        }
    }
}
