package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** A listener with nothing but TLS: what a test does with a connection is its own. */
final class TlsListener implements AutoCloseable {
    /** What is done with each connection, on its virtual thread. */
    interface Service {
        void serve(TlsTransport transport) throws IOException;
    }

    private record Ended(HandshakeResult result) {}

    private final Sweep sweep = new Sweep(System::nanoTime);
    private final TlsBuffers buffers = new TlsBuffers();
    private final TlsParts parts = new TlsParts(buffers, new Signing(2), sweep);
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final ServerSocketChannel socket;
    private final TlsServer server;
    private final Service service;

    private TlsListener(HandshakeSettings settings, UnaryOperator<SSLEngine> tuned, Service service)
            throws IOException {
        this.service = service;
        SSLContext context = TestCertificates.authority()
                .serverContext(TestCertificates.authority().server("a.example", "127.0.0.1"));
        server = new TlsServer(
                "main",
                settings,
                hello -> new ServerEngines.Chosen(tuned.apply(engine(context)), this),
                List.of("http/1.1"),
                new Slots.Plan()::open,
                List.of(),
                (result, nanos) -> ended.add(new Ended(result)),
                parts);
        socket = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        Thread.ofPlatform().daemon().start(this::accept);
    }

    private static SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    static TlsListener start(Service service) {
        return start(HandshakeSettings.DEFAULT, engine -> engine, service);
    }

    static TlsListener start(HandshakeSettings settings, UnaryOperator<SSLEngine> tuned, Service service) {
        try {
            return new TlsListener(settings, tuned, service);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel accepted = socket.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SocketChannel accepted) {
        try (SocketTransport wire = new SocketTransport(accepted, peer(accepted), sweep);
                TlsTransport transport = server.accept(wire)) {
            if (transport != null) {
                service.serve(transport);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static ClientAddress peer(SocketChannel accepted) throws IOException {
        InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
        return ClientAddress.of(peer.getAddress(), peer.getPort());
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) socket.getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** How the next handshake ended. */
    HandshakeResult awaitResult() {
        try {
            Ended next = ended.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no handshake ended");
            }
            return next.result();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    TlsServer server() {
        return server;
    }

    TlsParts parts() {
        return parts;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
        server.close();
        sweep.close();
    }
}
