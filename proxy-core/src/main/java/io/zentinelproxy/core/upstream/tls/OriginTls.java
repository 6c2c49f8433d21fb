package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.CertificateWatch;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.certificate.Watched;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.tls.TlsClient;
import io.zentinelproxy.core.tls.TlsTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The TLS of one upstream as its files are now. {@link #credentials} is safe for every thread and never waits; {@link #refresh} is
 * called by the watch.
 */
public final class OriginTls implements CertificateWatch.Refreshed {
    private static final System.Logger LOG = System.getLogger(OriginTls.class.getName());

    /** JSSE's name for the alert that no version of HTTP on offer is spoken (RFC 7301 section 3.2); there is no type for it. */
    private static final String NO_PROTOCOL = "no_application_protocol";

    /** Causes looked at of a failure. */
    private static final int MOST_CAUSES = 8;

    private final String upstream;
    private final HandshakeParts parts;
    private final UpstreamTlsSettings settings;
    private final HandshakeCounts handshakes = new HandshakeCounts();
    private final FailedHandshakes failed;

    /** Guarded by this. */
    private final Watched<OriginCredentials> files;

    private volatile OriginCredentials current;

    /**
     * Reads all files.
     *
     * @param upstream its id, for the log
     * @throws UnusableFile where one of them cannot be used
     */
    public OriginTls(String upstream, UpstreamTlsSettings settings, HandshakeParts parts) throws UnusableFile {
        this.upstream = upstream;
        this.parts = parts;
        this.settings = settings;
        failed = new FailedHandshakes(upstream);
        files = new Watched<>(files(settings), () -> OriginCredentials.load(settings));
        current = files.get();
    }

    /** Has the log say so where nothing is verified. */
    public void announce() {
        if (settings.skipVerify()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "upstream " + upstream
                            + ": insecure-skip-verify: no certificate of its targets is verified, so that"
                            + " whoever answers at their addresses reads and changes what passes");
        }
    }

    private static List<Path> files(UpstreamTlsSettings settings) {
        List<Path> files = new ArrayList<>();
        CertificateFiles identity = settings.identity();
        if (identity != null) {
            files.add(identity.certificate());
            files.add(identity.key());
        }
        Path authorities = settings.authorities();
        if (authorities != null) {
            files.add(authorities);
        }
        return files;
    }

    /** What a connection that begins now goes by. */
    public OriginCredentials credentials() {
        return current;
    }

    /**
     * Looks whether a file has changed, and from then on makes new connections with what it holds. Files that cannot be used, as one
     * that is half written, are told of once, and what was there before stays.
     */
    @Override
    public synchronized void refresh() {
        try {
            if (files.refresh()) {
                current = files.get();
                LOG.log(System.Logger.Level.INFO, "upstream " + upstream + " goes on with files of TLS that changed");
            }
        } catch (UnusableFile bad) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "upstream " + upstream + " goes on with what it had before: " + bad.reason());
        }
    }

    /**
     * Encrypts a connection that stands, within a deadline. Closes it where that fails.
     *
     * @param by what {@link #credentials} were when the attempt began
     * @param offer the versions of HTTP that it may choose from
     * @param until of the sweep's clock
     * @param gone whether the client that this is for has left, which ends the attempt as well
     * @return the same connection, encrypted
     */
    public Transport handshake(
            SocketTransport wire,
            OriginAddress origin,
            OriginCredentials by,
            Offer offer,
            long until,
            BooleanSupplier gone)
            throws UpstreamFault {
        try {
            TlsTransport encrypted =
                    connect(wire, origin, by, offer, until - parts.tls().sweep().now());
            TlsFacts facts = encrypted.tls();
            handshakes.count(facts.resumed() ? OriginHandshake.RESUMED : OriginHandshake.OK);
            TlsFacts.tell(parts.witnesses(), facts);
            return encrypted;
        } catch (IOException e) {
            UpstreamFault.Kind kind = kind(e, wire.isLate());
            OriginHandshake result = gone.getAsBoolean() ? OriginHandshake.ABANDONED : OriginHandshake.of(kind);
            handshakes.count(result);
            if (result != OriginHandshake.ABANDONED) {
                failed.tell(result, origin.name(), String.valueOf(e.getMessage()), System.nanoTime());
            }
            throw new UpstreamFault(kind);
        }
    }

    /**
     * The same without a count or a line in the log.
     *
     * @param patience nanoseconds that it may take
     * @throws IOException where it fails: {@link #kind} says why
     */
    public TlsTransport connect(
            SocketTransport wire, OriginAddress origin, OriginCredentials by, Offer offer, long patience)
            throws IOException {
        if (offer != Offer.HTTP2) {
            return shakeHands(wire, origin, by, offer, patience);
        }
        try {
            TlsTransport encrypted = shakeHands(wire, origin, by, offer, patience);
            if (encrypted.tls().isHttp2()) {
                return encrypted;
            }
            encrypted.close();
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains(NO_PROTOCOL)) {
                throw e;
            }
        }
        throw new NoHttp2();
    }

    private TlsTransport shakeHands(
            SocketTransport wire, OriginAddress origin, OriginCredentials by, Offer offer, long patience)
            throws IOException {
        return TlsClient.connect(
                wire,
                by.engine(origin, offer),
                by.serverName(origin),
                by,
                parts.slots().open(),
                patience,
                parts.tls());
    }

    /** An origin that does not agree on the one version that may be spoken. Carries no stack trace. */
    private static final class NoHttp2 extends IOException {
        private static final long serialVersionUID = 1;

        NoHttp2() {
            super("the origin does not agree on HTTP/2, which alone is offered (ALPN)");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Why a handshake has failed. JSSE wraps what the verifier throws. */
    public static UpstreamFault.Kind kind(IOException failure, boolean late) {
        if (late) {
            return UpstreamFault.Kind.CONNECT_TIMEOUT;
        }
        if (failure instanceof NoHttp2) {
            return UpstreamFault.Kind.NO_HTTP2;
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof CertificateRefused refused) {
                return refused.kind();
            }
            cause = cause.getCause();
        }
        return UpstreamFault.Kind.UPSTREAM_TLS_FAILED;
    }

    public HandshakeCounts handshakes() {
        return handshakes;
    }

    /** Whether an origin must prove who it is. */
    public boolean verifies() {
        return !settings.skipVerify();
    }
}
