package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.config.UpstreamTlsSettings;
import io.zentinelproxy.core.fault.UpstreamFault.Kind;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes an origin whose certificate leads to a trusted authority and is for the name that was asked for. Called within the
 * handshake, before anything of ours is sent: neither a request nor our own certificate reaches an impostor. Any thread.
 */
final class OriginVerifier extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    /** Causes looked at of a refusal. */
    private static final int MOST_CAUSES = 8;

    private final X509ExtendedTrustManager authorities;
    private final UpstreamTlsSettings settings;

    OriginVerifier(X509ExtendedTrustManager authorities, UpstreamTlsSettings settings) {
        this.authorities = authorities;
        this.settings = settings;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            authorities.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw new CertificateRefused(reason(e), String.valueOf(e.getMessage()));
        }
        requireName(chain[0], engine.getPeerHost());
    }

    private static Kind reason(CertificateException refusal) {
        Throwable cause = refusal;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (isOutOfDate(cause)) {
                return Kind.UPSTREAM_CERTIFICATE_EXPIRED;
            }
            cause = cause.getCause();
        }
        return Kind.UPSTREAM_CERTIFICATE_UNTRUSTED;
    }

    private static boolean isOutOfDate(Throwable cause) {
        return cause instanceof CertificateExpiredException
                || cause instanceof CertificateNotYetValidException
                || cause instanceof CertPathValidatorException path
                        && (path.getReason() == BasicReason.EXPIRED || path.getReason() == BasicReason.NOT_YET_VALID);
    }

    private void requireName(X509Certificate certificate, String host) throws CertificateRefused {
        CertificateNames names = CertificateNames.of(certificate);
        List<String> wanted = wanted(host);
        if (wanted.stream().noneMatch(names::include)) {
            throw new CertificateRefused(
                    Kind.UPSTREAM_CERTIFICATE_NAME,
                    "the certificate is for " + names.told() + ", not for " + String.join(", ", wanted));
        }
    }

    private List<String> wanted(String host) {
        if (!settings.verifyNames().isEmpty()) {
            return settings.verifyNames();
        }
        String serverName = settings.serverName();
        return List.of(serverName == null ? host : serverName);
    }

    /** JSSE asks for none of the others: all connections are those of an engine of a client. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("not the origin of an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not the origin of an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("an origin is no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("an origin is no client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("an origin is no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE;
    }
}
