package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.certificate.ClientTrust;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of one listener: takes its connections through their handshakes, and what those share. A ClientHello is read whole
 * before anything is made for it, so that who says nothing, or an octet a second, costs a parked thread and what it has said.
 */
public final class TlsServer {
    /** What a handshake in flight is still given when a drain begins. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(5);

    private final HandshakeSettings settings;
    private final ServerEngines engines;
    private final String[] protocols;
    private final Supplier<Slots> slots;
    private final List<TlsFacts.Witness> witnesses;
    private final HandshakeObserver observer;
    private final TlsParts parts;
    private final HandshakeCounts counts;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** Connections that have no protocol yet: {@link #drain} and {@link #close} find them here. */
    private final Set<SocketTransport> connections = ConcurrentHashMap.newKeySet();

    private volatile boolean draining;
    private volatile boolean closed;

    /**
     * @param protocols that can be agreed on (RFC 7301), the first liked best
     * @param slots for what witnesses learn at a handshake
     */
    public TlsServer(
            String listener,
            HandshakeSettings settings,
            ServerEngines engines,
            List<String> protocols,
            Supplier<Slots> slots,
            List<TlsFacts.Witness> witnesses,
            HandshakeObserver observer,
            TlsParts parts) {
        this.settings = settings;
        this.engines = engines;
        this.protocols = protocols.toArray(new String[0]);
        this.slots = slots;
        this.witnesses = witnesses;
        this.observer = observer;
        this.parts = parts;
        counts = new HandshakeCounts(listener, parts.sweep()::exact);
    }

    /**
     * Takes a connection through its handshake.
     *
     * @return it, or null where there was none: that is counted and told, and the socket is to be closed
     */
    public @Nullable TlsTransport accept(SocketTransport wire) {
        long began = parts.sweep().exact();
        long deadline = began + settings.timeout().toNanos();
        wire.deadline(deadline);
        connections.add(wire);
        try {
            endIfClosing(wire);
            return accept(wire, began, deadline);
        } finally {
            connections.remove(wire);
        }
    }

    /** Who drains or closes may have looked before this one was there. */
    private void endIfClosing(SocketTransport wire) {
        if (closed) {
            wire.close();
        } else if (draining) {
            hurry(wire);
        }
    }

    private @Nullable TlsTransport accept(SocketTransport wire, long began, long deadline) {
        HelloRecords records = new HelloRecords(settings.mostHelloOctets());
        ClientHello hello;
        try {
            hello = receive(wire, records);
        } catch (HandshakeRefused refused) {
            count(refused.result(), began, wire, refused.getMessage());
            Farewell.say(refused, wire, parts);
            return null;
        } catch (IOException e) {
            count(wire.isLate() ? HandshakeResult.TIMEOUT : HandshakeResult.CLOSED, began, wire, e.getMessage());
            return null;
        }
        if (inFlight.incrementAndGet() > settings.mostInFlight()) {
            inFlight.decrementAndGet();
            count(HandshakeResult.CAPPED, began, wire, "as many are in flight as may be");
            return null;
        }
        return negotiate(wire, records, hello, began, deadline);
    }

    private ClientHello receive(SocketTransport wire, HelloRecords records) throws IOException {
        while (true) {
            wire.awaitReadable();
            ByteBuffer into = parts.buffers().lean();
            try {
                into.limit(Math.min(into.capacity(), records.room()));
                if (wire.read(into) < 0) {
                    throw new HandshakeRefused(
                            wire.isLate() ? HandshakeResult.TIMEOUT : HandshakeResult.CLOSED,
                            HandshakeRefused.Told.NOTHING,
                            records.isEmpty() ? "nothing was said" : "in the middle of the ClientHello");
                }
                records.add(into.flip());
            } finally {
                parts.buffers().give(into);
            }
            ClientHello hello = records.parse();
            if (hello != null) {
                return hello;
            }
        }
    }

    /** The place in flight is given back before a client that was refused is listened to any longer. */
    private @Nullable TlsTransport negotiate(
            SocketTransport wire, HelloRecords records, ClientHello hello, long began, long deadline) {
        long heard = System.currentTimeMillis();
        boolean said = false;
        try {
            ServerEngines.Chosen chosen = engines.choose(hello);
            SSLEngine engine = chosen.engine();
            speak(engine);
            Negotiation negotiation = new Negotiation(wire, engine, parts, deadline);
            negotiation.put(records.all());
            try {
                ByteBuffer early = negotiation.run();
                if (ClientTrust.isOutlived(engine.getSession())) {
                    giveBack(early);
                    count(HandshakeResult.CLIENT_CERTIFICATE_INVALID, began, wire, "its certificate has ended since");
                    return null;
                }
                return settled(wire, hello, chosen, began, heard, early);
            } catch (IOException e) {
                count(HandshakeFailure.of(e, wire, hello, engine), began, wire, e.getMessage());
                negotiation.sendAlert();
                said = true;
            }
        } catch (RuntimeException e) {
            count(HandshakeResult.INTERNAL, began, wire, e.toString());
        } finally {
            inFlight.decrementAndGet();
        }
        if (said) {
            Farewell.linger(wire, parts.sweep(), parts.buffers());
        }
        return null;
    }

    private void giveBack(@Nullable ByteBuffer early) {
        if (early != null) {
            parts.buffers().give(early);
        }
    }

    private void speak(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }

    private TlsTransport settled(
            SocketTransport wire,
            ClientHello hello,
            ServerEngines.Chosen chosen,
            long began,
            long heard,
            @Nullable ByteBuffer early) {
        SSLEngine engine = chosen.engine();
        SSLSession session = engine.getSession();
        // JSSE says of no session whether it went on; but one that did is older than this hello.
        boolean resumed = session.getCreationTime() < heard;
        String protocol = engine.getApplicationProtocol();
        TlsFacts facts = new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                hello.serverName(),
                protocol == null || protocol.isEmpty() ? null : protocol,
                PeerFacts.of(session),
                resumed,
                hello.fingerprint(),
                chosen.identity(),
                slots.get());
        count(resumed ? HandshakeResult.RESUMED : HandshakeResult.OK, began, wire, null);
        TlsFacts.tell(witnesses, facts);
        wire.deadline(Transport.NO_DEADLINE);
        return new TlsTransport(wire, engine, facts, parts, early);
    }

    private void count(HandshakeResult result, long began, SocketTransport wire, @Nullable String said) {
        String why = result == HandshakeResult.TIMEOUT
                ? "not done in " + settings.timeout().toSeconds() + " s"
                : said;
        counts.ended(result, wire.peer(), why);
        observer.ended(result, parts.sweep().exact() - began);
    }

    /** Handshakes that ended so. */
    public long count(HandshakeResult result) {
        return counts.count(result);
    }

    /** Connections that are still shaking hands. */
    public int connections() {
        return connections.size();
    }

    /** Handshakes in flight have a moment to end. */
    public void drain() {
        draining = true;
        connections.forEach(this::hurry);
    }

    private void hurry(SocketTransport wire) {
        wire.deadline(parts.sweep().now() + LAST_MOMENT.toNanos());
    }

    /** Closes what is shaking hands. */
    public void close() {
        closed = true;
        connections.forEach(SocketTransport::close);
    }
}
