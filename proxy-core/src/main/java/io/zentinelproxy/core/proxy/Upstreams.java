package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.UpstreamBounds;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams of one configuration. One whose settings are what they were is carried over as it is, with its connections; one whose
 * settings changed is made anew and takes over what is alive of the old one, which ends with its last exchange.
 */
final class Upstreams {
    private final Map<String, Upstream> byId;

    /** What they may keep idle, which shapes each of them. */
    private final int idleBound;

    private Upstreams(Map<String, Upstream> byId, int idleBound) {
        this.byId = byId;
        this.idleBound = idleBound;
    }

    /**
     * @param before those of the configuration in force, or null
     * @throws IOException where a file of TLS cannot be used any more, which could when the configuration was read
     */
    static Upstreams of(Configuration configuration, Commons commons, @Nullable Upstreams before, Transition transition)
            throws IOException {
        int idleBound = configuration.limits().connections().idleOfUpstream();
        boolean sameBounds = before != null && before.idleBound == idleBound;
        Map<String, Upstream> byId =
                LinkedHashMap.newLinkedHashMap(configuration.upstreams().size());
        UpstreamBounds bounds = new UpstreamBounds(
                idleBound,
                commons.limits().waiting(),
                commons.limits().held(),
                commons.limits().checks(),
                commons.limits().events(),
                commons.limits().key());
        for (UpstreamSettings settings : configuration.upstreams()) {
            Upstream known = before == null ? null : before.byId.get(settings.id());
            boolean same = known != null && sameBounds && known.settings().equals(settings);
            byId.put(settings.id(), same ? known : made(settings, known, bounds, commons, transition));
        }
        Upstreams made = new Upstreams(byId, idleBound);
        if (before != null) {
            transition.afterwards(() -> before.closeOthersThan(made));
        }
        return made;
    }

    private static Upstream made(
            UpstreamSettings settings,
            @Nullable Upstream before,
            UpstreamBounds bounds,
            Commons commons,
            Transition transition)
            throws IOException {
        Upstream made = new Upstream(
                settings,
                encryption(settings, before, commons, transition),
                commons.resolver(),
                commons.sweep(),
                commons.bulk(),
                commons.http2(),
                bounds,
                before == null ? null : before.http2());
        transition.ifAbandoned(made::close);
        if (settings.health().check() != null) {
            made.health().durations(commons.metrics().checkDurations(settings.id()));
        }
        if (before != null) {
            transition.atSwap(() -> made.succeed(before));
        }
        return made;
    }

    /** Null where the upstream's connections are in the clear. Without any that is encrypted, no class of TLS is loaded. */
    static @Nullable OriginTls encryption(
            UpstreamSettings settings, @Nullable Upstream before, Commons commons, Transition transition)
            throws IOException {
        UpstreamTlsSettings wanted = settings.tls();
        if (wanted == null) {
            return null;
        }
        if (before != null && wanted.equals(before.settings().tls())) {
            return before.tls();
        }
        try {
            OriginTls tls = new OriginTls(settings.id(), wanted, commons.handshakes());
            transition.atSwap(tls::announce);
            return tls;
        } catch (UnusableFile e) {
            throw new IOException("upstream " + settings.id() + ": " + e.reason(), e);
        }
    }

    Upstream get(@Nullable String id) {
        return Objects.requireNonNull(byId.get(Objects.requireNonNull(id)));
    }

    /** In the order of the configuration. */
    List<Upstream> all() {
        return List.copyOf(byId.values());
    }

    /** Those that encrypt: their files are to be watched. */
    List<OriginTls> encrypted() {
        return byId.values().stream()
                .map(Upstream::tls)
                .filter(Objects::nonNull)
                .toList();
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    boolean has(String id, String endpoint) {
        Upstream upstream = byId.get(id);
        return upstream != null
                && upstream.origins().stream().anyMatch(one -> one.name().equals(endpoint));
    }

    void tell(Told.Tellers tellers) {
        for (Upstream upstream : byId.values()) {
            tellers.add(upstream, new UpstreamReadings(upstream), upstream::isAtRest);
            Http2Counters http2 = upstream.http2();
            if (http2 != null) {
                // By a name of theirs, as the counts outlive the upstream.
                tellers.add(
                        http2, new UpstreamReadings.Streams(upstream.settings().id(), http2), upstream::isAtRest);
            }
            OriginTls tls = upstream.tls();
            if (tls != null) {
                tellers.add(
                        tls, new UpstreamReadings.Encryption(upstream.settings().id(), tls), upstream::isAtRest);
            }
        }
    }

    private void closeOthersThan(Upstreams next) {
        Set<Upstream> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(next.byId.values());
        byId.values().stream().filter(one -> !kept.contains(one)).forEach(Upstream::close);
    }

    void close() {
        byId.values().forEach(Upstream::close);
    }
}
