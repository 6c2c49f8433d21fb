package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.certificate.CertificateWatch;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.TlsMembers;
import io.zentinelproxy.core.tls.Signing;
import io.zentinelproxy.core.tls.TlsBuffers;
import io.zentinelproxy.core.tls.TlsParts;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.tls.HandshakeParts;
import io.zentinelproxy.core.websocket.Tunnels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all configurations of a process share, one after the other: clocks, buffers, limits, the places of values. */
final class Commons implements AutoCloseable {
    /** Direct buffers kept for idle connections. */
    private static final int IDLE_BUFFERS_KEPT = 16_384;

    private final String version;
    private final String instance = instance();
    private final long startedNanos = System.nanoTime();
    private final Plugs plugs;
    private final Sweep sweep;
    private final Resolver resolver;
    private final BulkBuffers bulk = new BulkBuffers();
    private final IdleBuffers idleBuffers = new IdleBuffers(IDLE_BUFFERS_KEPT);
    private final Slots.Plan connectionSlots = new Slots.Plan();
    private final TlsMembers tlsMembers = new TlsMembers(connectionSlots);
    private final CertificateWatch watch = new CertificateWatch();
    private final Tunnels tunnels;
    private final SharedLimits limits;
    private final Http2Shared http2;
    private final Metrics metrics;
    private final Reloads reloads = new Reloads();

    /** Of every handshake, with clients and with origins. */
    private final List<TlsFacts.Witness> witnesses = new ArrayList<>();

    /** Null until it is wanted. Belongs to the thread that starts or reloads, as the next. */
    private @Nullable TlsParts tlsParts;

    private Slots.@Nullable Slot<CertificateFields> certificateFields;

    Commons(Configuration first, String version, Ticker clock, Plugs plugs) {
        this.version = version;
        this.plugs = plugs;
        for (WitnessSource source : plugs.witnesses()) {
            witnesses.add(source.witness(connectionSlots));
        }
        metrics = Metrics.of(version, List.of());
        sweep = new Sweep(clock);
        resolver = new Resolver(first.system().dns(), sweep);
        tunnels = new Tunnels(sweep, idleBuffers, bulk);
        limits = SharedLimits.of(first);
        http2 = new Http2Shared(sweep, bulk, limits.held());
    }

    private static String instance() {
        RequestIds names = RequestIds.of(SystemSettings.RequestIdFormat.UUID);
        byte[] name = new byte[64];
        return Ascii.text(name, 0, names.write(name));
    }

    String version() {
        return version;
    }

    /** A name of this process, made at its start. */
    String instanceName() {
        return instance;
    }

    long startedNanos() {
        return startedNanos;
    }

    Plugs plugs() {
        return plugs;
    }

    Sweep sweep() {
        return sweep;
    }

    Resolver resolver() {
        return resolver;
    }

    BulkBuffers bulk() {
        return bulk;
    }

    IdleBuffers idleBuffers() {
        return idleBuffers;
    }

    Slots.Plan connectionSlots() {
        return connectionSlots;
    }

    TlsMembers tlsMembers() {
        return tlsMembers;
    }

    /** Over the files of certificates in use. */
    CertificateWatch watch() {
        return watch;
    }

    Tunnels tunnels() {
        return tunnels;
    }

    SharedLimits limits() {
        return limits;
    }

    Http2Shared http2() {
        return http2;
    }

    /** Of the process; each configuration has a view of its own for its routes. */
    Metrics metrics() {
        return metrics;
    }

    Reloads reloads() {
        return reloads;
    }

    List<TlsFacts.Witness> witnesses() {
        return witnesses;
    }

    HandshakeParts handshakes() {
        return new HandshakeParts(tlsParts(), connectionSlots, witnesses);
    }

    /** Made when the first connection or listener wants it: a start without TLS loads nothing of it. */
    TlsParts tlsParts() {
        TlsParts there = tlsParts;
        if (there == null) {
            Signing signing = new Signing(Runtime.getRuntime().availableProcessors());
            there = new TlsParts(new TlsBuffers(), signing, sweep);
            tlsParts = there;
        }
        return there;
    }

    /** Where connections keep their client's certificate in words: one place, however often listeners are made anew. */
    Slots.Slot<CertificateFields> certificateFields() {
        Slots.Slot<CertificateFields> there = certificateFields;
        if (there == null) {
            there = connectionSlots.slot(CertificateFields.class);
            certificateFields = there;
        }
        return there;
    }

    @Override
    public void close() {
        watch.close();
        resolver.close();
        sweep.close();
    }
}
