package io.zentinelproxy.core.certificate;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the handshakes of a listener are made with, until one of its files changes: then there is another, and with it other keys of
 * tickets, so that no session outlives the certificates and authorities that it began under. Safe for every thread.
 */
public final class TlsContext {
    /** How long a session may go on, in seconds; JSSE makes new keys of tickets as often. */
    static final int SESSION_SECONDS = 3600;

    /** Sessions kept for clients of TLS 1.2 without tickets; the one not used for longest goes first. */
    static final int SESSIONS_KEPT = 20_000;

    /**
     * RFC 8446 section 4.6.1 allows 7 days; JSSE gives out no ticket at all where sessions would live longer. Of TLS 1.2 it would still
     * promise one, for which OpenSSL waits: there tickets are off besides.
     */
    private static final int NO_TICKETS_SECONDS = 8 * 24 * 3600;

    private final CertificateTable certificates;
    private final TlsPolicy policy;
    private final KeyManager[] keys;
    private final TrustManager[] trust;
    private final SSLParameters parameters;
    private final SSLContext shared;

    /** Whether some suite that may be agreed on must not carry HTTP/2 (RFC 9113 section 9.2.2); by default none. */
    private final boolean choosesBySuite;

    TlsContext(
            TlsPolicy policy, CertificateTable certificates, List<List<ServerCertificate>> all, TrustManager[] trust) {
        this.certificates = certificates;
        this.policy = policy;
        this.keys = new KeyManager[] {new KeysBySni(certificates, all)};
        this.trust = trust;
        this.parameters = parameters(policy);
        this.shared = context();
        this.choosesBySuite = policy.applicationProtocols().contains(TlsPolicy.HTTP_2)
                && !policy.cipherSuites().stream().allMatch(CipherSuites::mayCarryHttp2);
    }

    private SSLContext context() {
        try {
            SSLContext context = Jsse.newContext(policy.stapling(), policy.resumption());
            context.init(keys, trust, null);
            SSLSessionContext sessions = context.getServerSessionContext();
            sessions.setSessionTimeout(policy.resumption() ? SESSION_SECONDS : NO_TICKETS_SECONDS);
            sessions.setSessionCacheSize(policy.resumption() ? SESSIONS_KEPT : 1);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static SSLParameters parameters(TlsPolicy policy) {
        SSLParameters parameters = new SSLParameters(policy.cipherSuites().toArray(String[]::new), policy.protocols());
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNamedGroups(Jsse.groups());
        parameters.setSignatureSchemes(Jsse.signatures());
        parameters.setApplicationProtocols(policy.applicationProtocols().toArray(String[]::new));
        switch (policy.clientAuth()) {
            case NONE -> parameters.setNeedClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return parameters;
    }

    /**
     * For one connection of a client. Where no session may be resumed each has a context of its own, which knows of no other: JSSE
     * has no switch for it, and a context costs 6 microseconds of the 1,300 of a handshake.
     *
     * @param serverName the name that the client asks for, in lower case, or null
     */
    public SSLEngine newEngine(@Nullable String serverName) {
        SSLContext context = policy.resumption() ? shared : context();
        SSLEngine engine = context.createSSLEngine(serverName, -1);
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        if (choosesBySuite) {
            engine.setHandshakeApplicationProtocolSelector(this::applicationProtocol);
        }
        return engine;
    }

    /** Called when the suite is agreed on. Null refuses a client that offers nothing else (RFC 7301 section 3.2). */
    @SuppressWarnings("NullAway") // JSSE asks for null.
    private @Nullable String applicationProtocol(SSLEngine engine, List<String> offered) {
        boolean http2 = CipherSuites.mayCarryHttp2(engine.getHandshakeSession().getCipherSuite());
        for (String ours : policy.applicationProtocols()) {
            if (offered.contains(ours) && (http2 || !ours.equals(TlsPolicy.HTTP_2))) {
                return ours;
            }
        }
        return null;
    }

    public CertificateTable certificates() {
        return certificates;
    }

    public TlsPolicy policy() {
        return policy;
    }
}
