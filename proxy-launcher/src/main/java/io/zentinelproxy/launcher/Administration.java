package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.ObservabilitySettings.Metrics;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.launcher.admin.AdminServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The admin server of the configuration in force, or none where that has none. Closed by whoever takes our place, too: any thread. */
final class Administration implements AutoCloseable {
    private final ProxyServer proxy;
    private final Map<String, UnaryOperator<String>> pages;
    /** Guarded by this, as the next. */
    private @Nullable Metrics settings;

    private @Nullable AdminServer server;

    /** Another admin server that is there, and not yet in force. */
    interface Change {
        void complete();

        void abandon();
    }

    /** @param pages what modules tell of the configuration in force, by path: the text for a query */
    Administration(ProxyServer proxy, Map<String, UnaryOperator<String>> pages) {
        this.proxy = proxy;
        this.pages = pages;
    }

    /**
     * Binds what these settings ask for, where they ask for another address.
     *
     * @throws IOException where it cannot be bound
     */
    synchronized Change prepare(Metrics next) throws IOException {
        AdminServer now = server;
        boolean stays = now != null
                && next.enabled()
                && settings != null
                && next.address().equals(settings.address());
        AdminServer made = stays || !next.enabled() ? null : start(next);
        return new Change() {
            @Override
            public void complete() {
                Administration.this.complete(next, stays ? now : made);
            }

            @Override
            public void abandon() {
                if (made != null) {
                    made.close();
                }
            }
        };
    }

    private synchronized void complete(Metrics next, @Nullable AdminServer serving) {
        AdminServer before = server;
        settings = next;
        server = serving;
        if (serving != null) {
            serving.serveUnder(next.path());
        }
        if (before != null && before != serving) {
            before.close();
        }
    }

    private AdminServer start(Metrics next) throws IOException {
        return AdminServer.start(
                next.address(),
                next.path(),
                () -> proxy.observers().metrics().scrape(),
                pages,
                () -> !proxy.isDraining());
    }

    /** Where it listens, or null where there is none. */
    synchronized @Nullable InetSocketAddress address() {
        return server == null ? null : server.address();
    }

    @Override
    public synchronized void close() {
        AdminServer now = server;
        server = null;
        if (now != null) {
            now.close();
        }
    }
}
