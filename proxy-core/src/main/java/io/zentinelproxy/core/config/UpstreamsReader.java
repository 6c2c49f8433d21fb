package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.DiscoveryReader.Discovery;
import io.zentinelproxy.core.config.UpstreamSettings.ConnectionPool;
import io.zentinelproxy.core.config.UpstreamSettings.ProxyProtocol;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import io.zentinelproxy.core.config.UpstreamSettings.Timeouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code upstreams}. */
final class UpstreamsReader {
    private static final Key<String> ID =
            Key.required("id", WordTypes.ID_TYPE, "The name of the upstream in routes, logs and metrics.");

    private static final Key<ProxyProtocol> PROXY_PROTOCOL = Key.defaulting(
            "proxy-protocol",
            WordTypes.choice(protocols(), List.of()),
            ProxyProtocol.OFF,
            "Whether each new connection begins with the PROXY protocol's header of the client that it is made for; no other"
                    + " client's requests are sent on it then.");

    private static final Block UPSTREAM = Block.repeated("upstream", "A group of origin servers that answer alike.")
            .arguments(ID)
            .keys(TargetReader.ONLY_ADDRESS, PROXY_PROTOCOL, HealthReader.SLOW_START, HealthReader.PANIC_THRESHOLD)
            .blocks(
                    TargetReader.TARGET,
                    TargetReader.TARGETS,
                    BalancingReader.BLOCK,
                    TimeoutsReader.BLOCK,
                    PoolReader.BLOCK,
                    UpstreamTlsReader.BLOCK,
                    HttpVersionReader.BLOCK,
                    HealthCheckReader.BLOCK,
                    BreakerReader.OF_TARGETS,
                    OutlierReader.BLOCK,
                    DiscoveryReader.BLOCK);

    static final Block BLOCK =
            Block.repeated("upstreams", "The origin servers.").blocks(UPSTREAM);

    private final References references;

    UpstreamsReader(References references) {
        this.references = references;
    }

    List<UpstreamSettings> read(Section section) {
        return section.each(UPSTREAM, this::readUpstream);
    }

    private @Nullable UpstreamSettings readUpstream(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.UPSTREAM, id);
        boolean discovers = section.has(DiscoveryReader.BLOCK);
        List<Target> written = TargetReader.readAll(section, discovers);
        Discovery read = section.optional(DiscoveryReader.BLOCK, DiscoveryReader::read);
        Discovery discovery = read == null ? Discovery.NONE : read;
        List<Target> targets = discovery.after(written);
        BalancingSettings balancing = section.one(BalancingReader.BLOCK, BalancingReader::read);
        ProxyProtocol proxyProtocol = section.get(PROXY_PROTOCOL);
        Timeouts timeouts = section.one(TimeoutsReader.BLOCK, TimeoutsReader::read);
        ConnectionPool pool = section.one(PoolReader.BLOCK, PoolReader::read);
        boolean encrypted = section.has(UpstreamTlsReader.BLOCK);
        UpstreamTlsSettings tls = section.one(
                UpstreamTlsReader.BLOCK, block -> UpstreamTlsReader.read(block, encrypted ? targets : List.of()));
        if (encrypted) {
            DiscoveryReader.reportUnproven(section, discovery.settings(), tls);
        }
        HttpVersionSettings http = section.one(
                HttpVersionReader.BLOCK,
                block -> HttpVersionReader.read(block, encrypted, proxyProtocol != ProxyProtocol.OFF));
        HealthSettings health = HealthReader.read(section, targets.size(), proxyProtocol != ProxyProtocol.OFF);
        return id == null
                ? null
                : new UpstreamSettings(
                        references.scope().qualify(id.value()),
                        targets,
                        balancing,
                        proxyProtocol,
                        timeouts,
                        pool,
                        encrypted ? discovery.named(tls) : null,
                        http,
                        health,
                        discovery.settings());
    }

    private static Map<String, ProxyProtocol> protocols() {
        Map<String, ProxyProtocol> protocols = new LinkedHashMap<>();
        protocols.put("off", ProxyProtocol.OFF);
        protocols.put("v1", ProxyProtocol.V1);
        protocols.put("v2", ProxyProtocol.V2);
        return protocols;
    }

    /** The block {@code timeouts}. */
    private static final class TimeoutsReader {
        private static final ValueType<Duration> TIMEOUT =
                QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1));

        private static final Key<Duration> CONNECT =
                key("connect", 10, "Until a new connection stands, then 504; until one of the pool is free, then 503.");
        private static final Key<Duration> REQUEST = Key.optional(
                        "request",
                        TIMEOUT,
                        "no limit",
                        "From sending the request to the end of the response, over all tries; then 504, or the response breaks off.")
                .alias("request-secs", "request-timeout", "request-timeout-secs");
        private static final Key<Duration> READ = key(
                "read", 30, "How long the origin may keep us waiting for octets, and for a head as a whole; then 504.");
        private static final Key<Duration> WRITE =
                key("write", 30, "How long the origin may keep us waiting to take octets; then 504.");
        private static final Key<Long> MIN_RESPONSE_RATE = Key.defaulting(
                "min-response-rate",
                QuantityTypes.RATE,
                0L,
                "Content of an answer per second that the origin kept us waiting, after the time of `read`; then 504, or the"
                        + " response breaks off. 0 means no limit.");

        private static final Block BLOCK = Block.single("timeouts", "How long an origin may take.")
                .keys(CONNECT, REQUEST, READ, WRITE, MIN_RESPONSE_RATE);

        private static Key<Duration> key(String name, int seconds, String meaning) {
            return Key.defaulting(name, TIMEOUT, Duration.ofSeconds(seconds), meaning)
                    .alias(name + "-secs", name + "-timeout", name + "-timeout-secs");
        }

        private static Timeouts read(Section section) {
            return new Timeouts(
                    section.get(CONNECT),
                    section.find(REQUEST),
                    section.get(READ),
                    section.get(WRITE),
                    section.get(MIN_RESPONSE_RATE));
        }
    }

    /** The block {@code connection-pool}. */
    private static final class PoolReader {
        private static final Key<Integer> MAX_CONNECTIONS = Key.defaulting(
                "max-connections",
                QuantityTypes.count(1, 1_000_000),
                100,
                "Connections to one target, busy and idle together; a request that needs one more waits.");
        private static final Key<Integer> MAX_IDLE = Key.defaulting(
                "max-idle", QuantityTypes.count(0, 1_000_000), 20, "Idle connections kept to one target.");
        private static final Key<Duration> IDLE_TIMEOUT = Key.defaulting(
                        "idle-timeout",
                        QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                        Duration.ofSeconds(60),
                        "A connection that has idled for longer is closed.")
                .alias("idle-timeout-secs");
        private static final Key<Duration> MAX_LIFETIME = Key.optional(
                        "max-lifetime",
                        QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(365)),
                        "no limit",
                        "A connection that is older is not used again.")
                .alias("max-lifetime-secs");

        private static final Block BLOCK = Block.single("connection-pool", "The connections kept open to origins.")
                .keys(MAX_CONNECTIONS, MAX_IDLE, IDLE_TIMEOUT, MAX_LIFETIME);

        private static ConnectionPool read(Section section) {
            return new ConnectionPool(
                    section.get(MAX_CONNECTIONS),
                    section.get(MAX_IDLE),
                    section.get(IDLE_TIMEOUT),
                    section.find(MAX_LIFETIME));
        }
    }
}
