package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.config.OriginAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one server. No request waits for the name service: a virtual thread of its own asks it at first, and again when a
 * connection has failed. Any thread.
 */
final class Whereabouts {
    private final OriginAddress.Tcp server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile InetAddress @Nullable [] addresses;
    private volatile int next;

    Whereabouts(OriginAddress.Tcp server) {
        this.server = server;
        if (server.isLiteral()) {
            addresses = new InetAddress[] {InetAddress.ofLiteral(server.host())};
            asked.countDown();
        } else {
            find();
        }
    }

    /** Waits for the first answer of the name service. */
    void await(Duration within) {
        try {
            if (!asked.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IOException where none is known yet */
    InetSocketAddress address() throws IOException {
        InetAddress[] known = addresses;
        if (known == null) {
            find();
            throw new UnknownHostException("no address is known of " + server.host());
        }
        return new InetSocketAddress(known[Math.floorMod(next, known.length)], server.port());
    }

    /** There may be another, or a new one. */
    void failed() {
        next++;
        if (!server.isLiteral()) {
            find();
        }
    }

    private void find() {
        if (asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("zentinel-memcached-name").start(this::ask);
        }
    }

    private void ask() {
        try {
            addresses = InetAddress.getAllByName(server.host());
        } catch (UnknownHostException unknown) {
            // Those known before may still be right.
        } finally {
            asking.set(false);
            asked.countDown();
        }
    }
}
