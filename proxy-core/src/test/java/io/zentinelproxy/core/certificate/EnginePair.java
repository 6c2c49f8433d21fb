package io.zentinelproxy.core.certificate;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** A client and a server of JSSE that shake hands in memory. */
final class EnginePair {
    /** More turns than a handshake has flights; one that needs more does not end. */
    private static final int MAX_TURNS = 200;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(128 * 1024);
    private final ByteBuffer toClient = ByteBuffer.allocate(128 * 1024);
    private final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);

    private EnginePair(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Changes what the client asks for. */
    interface Asking {
        void change(SSLParameters parameters);
    }

    /** Shakes hands asking for this name. @throws SSLException what either side ends it with */
    static EnginePair handshake(TlsContext context, SSLContext clients, String name, Asking asking)
            throws SSLException {
        SSLEngine client = clients.createSSLEngine(name, 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        asking.change(parameters);
        client.setSSLParameters(parameters);
        awaitNextMillisecond();
        EnginePair pair = new EnginePair(client, context.newEngine(name));
        pair.run();
        return pair;
    }

    static EnginePair handshake(TlsContext context, SSLContext clients, String name) throws SSLException {
        return handshake(context, clients, name, parameters -> {});
    }

    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    private void run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        // Beyond the end of the handshake, so that tickets of TLS 1.3 arrive.
        int quiet = 0;
        for (int turn = 0; turn < MAX_TURNS && quiet < 3; turn++) {
            boolean moved = step(client, toClient, toServer);
            moved |= step(server, toServer, toClient);
            quiet = moved ? 0 : quiet + 1;
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new AssertionError("the handshake does not end");
        }
    }

    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        int before = out.position();
        ByteBuffer nothing = ByteBuffer.allocate(0);
        if (!engine.isOutboundDone()) {
            engine.wrap(nothing, out);
        }
        in.flip();
        int waiting = in.remaining();
        if (waiting > 0 && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            plain.clear();
            engine.unwrap(in, plain);
        }
        int taken = waiting - in.remaining();
        in.compact();
        return taken > 0 || out.position() > before;
    }

    X509Certificate served() throws SSLException {
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    SSLSession session() {
        return server.getSession();
    }

    String applicationProtocol() {
        return server.getApplicationProtocol();
    }

    /** A session that goes on keeps the millisecond that it was made in, and no other begins in the same. */
    boolean resumes(EnginePair earlier) {
        return client.getSession().getCreationTime()
                == earlier.client.getSession().getCreationTime();
    }
}
