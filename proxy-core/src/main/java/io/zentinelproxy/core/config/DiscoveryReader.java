package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.DiscoverySettings.Bounds;
import io.zentinelproxy.core.config.DiscoverySettings.OnEmpty;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code discovery} of an upstream. */
final class DiscoveryReader {
    private static final String REQUIRED = "required by its kind";

    private enum Kind {
        DNS,
        DNS_SRV,
        FILE,
        STATIC
    }

    private static final Key<Kind> KIND = Key.required(
            "kind",
            WordTypes.choice(kinds(), List.of("consul", "kubernetes")),
            "Where targets come from: every address of a name, every SRV record of a name, every line of a file, or what"
                    + " stands here.");

    private static final Key<String> HOSTNAME =
            Key.optional("hostname", DnsTypes.NAME, REQUIRED, "`dns`: the name whose addresses are the targets.");

    private static final Key<Integer> PORT =
            Key.optional("port", UrlTypes.PORT, REQUIRED, "`dns`: the port of each of them.");

    private static final Key<String> SERVICE = Key.optional(
            "service",
            DnsTypes.NAME,
            REQUIRED,
            "`dns-srv`: the name of the records, such as \"_http._tcp.app.internal\".");

    private static final Key<Duration> REFRESH = Key.optional(
                    "refresh-interval",
                    QuantityTypes.seconds(Duration.ofSeconds(1), Duration.ofDays(1)),
                    "as long as the records live",
                    "`dns`, `dns-srv`: asks again after so long even where the records live longer.")
            .alias("refresh-interval-secs");

    private static final Key<Path> PATH = Key.optional(
            "path",
            ProcessTypes.FILE,
            REQUIRED,
            "`file`: a target on each line, such as `10.0.0.1:8080 weight=2`; `#` begins a comment.");

    private static final Key<Duration> WATCH = Key.defaulting(
                    "watch-interval",
                    QuantityTypes.seconds(Duration.ofMillis(100), Duration.ofHours(1)),
                    Duration.ofSeconds(5),
                    "`file`: how often it is looked at.")
            .alias("watch-interval-secs");

    private static final Key<OriginAddress> BACKENDS =
            Key.plural("backends", AddressTypes.ORIGIN, REQUIRED, "`static`: the targets, as in `target`.");

    private static final Key<Integer> MAX_TARGETS = Key.defaulting(
            "max-targets",
            QuantityTypes.count(1, 1000),
            256,
            "An answer or file of more targets is refused, and those before stay.");

    private static final Key<OnEmpty> ON_EMPTY = Key.defaulting(
            "on-empty",
            WordTypes.choice(onEmpty(), List.of()),
            OnEmpty.KEEP,
            "Whether the last targets stay, or none are left, when an answer or file has none.");

    private static final Map<Kind, List<Key<?>>> KEYS = Map.of(
            Kind.DNS, List.of(HOSTNAME, PORT, REFRESH, MAX_TARGETS, ON_EMPTY),
            Kind.DNS_SRV, List.of(SERVICE, REFRESH, MAX_TARGETS, ON_EMPTY),
            Kind.FILE, List.of(PATH, WATCH, MAX_TARGETS, ON_EMPTY),
            Kind.STATIC, List.of(BACKENDS));

    static final Block BLOCK = Block.single(
                    "discovery", "Where targets come from while the proxy serves, besides those that are written.")
            .arguments(KIND)
            .keys(HOSTNAME, PORT, SERVICE, REFRESH, PATH, WATCH, BACKENDS, MAX_TARGETS, ON_EMPTY)
            .unsupported("address", "datacenter", "only-passing", "tag", "namespace", "port-name", "kubeconfig");

    /**
     * What the block says.
     *
     * @param settings null where it says nothing that goes on while the proxy serves
     * @param targets those that it names itself
     */
    record Discovery(@Nullable DiscoverySettings settings, List<Target> targets) {
        static final Discovery NONE = new Discovery(null, List.of());

        /** All targets that are known before anything is looked up. */
        List<Target> after(List<Target> written) {
            return Stream.concat(written.stream(), targets.stream()).toList();
        }

        /**
         * What connections must prove to be: targets of {@code dns} are bare addresses, which few certificates are for. The name that
         * led to them stands in their place.
         */
        UpstreamTlsSettings named(UpstreamTlsSettings tls) {
            return settings instanceof DiscoverySettings.Dns dns && tls.serverName() == null
                    ? tls.withServerName(withoutDot(dns.hostname()))
                    : tls;
        }
    }

    private DiscoveryReader() {}

    static Discovery read(Section section) {
        Located<Kind> kind = section.argument(KIND);
        if (kind != null) {
            reportKeysOfOthers(section, kind.value());
        }
        String hostname = section.find(HOSTNAME);
        Integer port = section.find(PORT);
        String service = section.find(SERVICE);
        Duration refresh = section.find(REFRESH);
        Path path = section.find(PATH);
        Duration watch = section.get(WATCH);
        List<OriginAddress> backends = section.all(BACKENDS);
        Bounds bounds = new Bounds(section.get(MAX_TARGETS), section.get(ON_EMPTY));
        if (kind == null) {
            return Discovery.NONE;
        }
        return switch (kind.value()) {
            case DNS ->
                hostname == null || port == null
                        ? Discovery.NONE
                        : going(new DiscoverySettings.Dns(hostname, port, refresh, bounds));
            case DNS_SRV ->
                service == null ? Discovery.NONE : going(new DiscoverySettings.Srv(service, refresh, bounds));
            case FILE ->
                path == null ? Discovery.NONE : going(new DiscoverySettings.File(section.resolve(path), watch, bounds));
            case STATIC ->
                new Discovery(
                        null,
                        backends.stream().map(address -> Target.of(address, 1)).toList());
        };
    }

    /**
     * Reports what would let DNS choose whom we believe: a certificate for a name that only an SRV record says proves nothing (RFC 6125
     * section 5.1).
     */
    static void reportUnproven(Section upstream, @Nullable DiscoverySettings settings, UpstreamTlsSettings tls) {
        if (settings instanceof DiscoverySettings.Srv
                && !tls.skipVerify()
                && tls.serverName() == null
                && tls.verifyNames().isEmpty()) {
            upstream.report(
                    "the hosts of `dns-srv` come from DNS, so that whoever answers would choose the name of the certificate",
                    "`sni` or `verify-names` in `tls`");
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static Discovery going(DiscoverySettings settings) {
        return new Discovery(settings, List.of());
    }

    /** A key that is read must act: each stands with its kind only, and those that a kind cannot do without must be there. */
    private static void reportKeysOfOthers(Section section, Kind kind) {
        List<Key<?>> own = Objects.requireNonNull(KEYS.get(kind));
        for (Key<?> key : BLOCK.keys()) {
            boolean written = section.has(key);
            if (written && !own.contains(key)) {
                section.report(
                        "`" + key.name() + "` has no meaning in a discovery of this kind",
                        "one of "
                                + String.join(", ", own.stream().map(Key::name).toList()));
            } else if (!written && own.contains(key) && isNeeded(key)) {
                section.report(
                        "`discovery` of this kind needs its `" + key.name() + "`",
                        key.type().expected());
            }
        }
    }

    private static boolean isNeeded(Key<?> key) {
        return List.of(HOSTNAME, PORT, SERVICE, PATH, BACKENDS).contains(key);
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("dns", Kind.DNS);
        kinds.put("dns_srv", Kind.DNS_SRV);
        kinds.put("file", Kind.FILE);
        kinds.put("static", Kind.STATIC);
        return kinds;
    }

    private static Map<String, OnEmpty> onEmpty() {
        Map<String, OnEmpty> words = new LinkedHashMap<>();
        words.put("keep", OnEmpty.KEEP);
        words.put("clear", OnEmpty.CLEAR);
        return words;
    }
}
