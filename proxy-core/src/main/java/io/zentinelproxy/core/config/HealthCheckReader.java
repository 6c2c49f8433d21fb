package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.HealthCheckSettings.Probe;
import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.UriRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code health-check} of an upstream. */
final class HealthCheckReader {
    private static final CharSet VISIBLE = CharSet.range(0x21, 0x7E);
    private static final int MAX_QUERY = 2048;
    private static final int MAX_TEXT = 4096;
    private static final int MAX_SERVICE = 512;
    private static final List<StatusSpan> OK = List.of(new StatusSpan(200, 200));

    private enum Kind {
        HTTP,
        TCP,
        GRPC
    }

    private static final Key<Kind> KIND = Key.required(
            "kind",
            WordTypes.choice(kinds(), List.of("inference")),
            "http asks with GET, tcp connects, grpc calls `grpc.health.v1.Health/Check`.");

    private static final Key<String> PATH = Key.defaulting(
            "path",
            ValueType.ofText(
                    "path",
                    "a path that begins with `/`, with a query or not, such as \"/health\"",
                    HealthCheckReader::target,
                    HealthCheckReader::quoted),
            "/health",
            "Of http: what is asked for.");

    private static final Key<String> HOST = Key.optional(
            "host",
            ValueType.ofText(
                    "authority",
                    "a host with a port or without, such as \"api.internal\"",
                    HealthCheckReader::authority,
                    HealthCheckReader::quoted),
            "the target's address",
            "Of http: the host that is asked for.");

    private static final Key<StatusSpan> EXPECTED_STATUS = Key.plural(
            "expected-status", StatusSpan.TYPE, "200", "Of http: the statuses that are good; any of those named.");

    private static final Key<String> EXPECTED_BODY = Key.optional(
            "expected-body",
            text(MAX_TEXT, "a text of 1 to " + MAX_TEXT + " octets"),
            "anything",
            "Of http: a text that must stand in the content, in its first 64 KiB.");

    private static final Key<LinearPattern> EXPECTED_BODY_PATTERN = Key.optional(
            "expected-body-pattern",
            MatchTypes.PATTERN,
            "anything",
            "Of http: a pattern that the content must match, in its first 64 KiB.");

    private static final Key<String> SERVICE = Key.defaulting(
            "service",
            ValueType.ofText(
                    "service",
                    "the full name of a service such as \"shop.Orders\", or nothing",
                    HealthCheckReader::service,
                    HealthCheckReader::quoted),
            "",
            "Of grpc: the service asked about; nothing is the server as a whole.");

    private static final List<Key<?>> OF_HTTP =
            List.of(PATH, HOST, EXPECTED_STATUS, EXPECTED_BODY, EXPECTED_BODY_PATTERN);

    private static final Block TYPE = Block.single("type", "What is asked of a target.")
            .arguments(KIND)
            .keys(PATH, HOST, EXPECTED_STATUS, EXPECTED_BODY, EXPECTED_BODY_PATTERN, SERVICE)
            .unsupported("endpoint", "expected-models", "readiness");

    private static final Key<Duration> INTERVAL = HealthReader.duration(
            "interval",
            Duration.ofMillis(100),
            10,
            "From the beginning of one check to that of the next, up to a tenth less, so that targets are not asked in step.");

    private static final Key<Duration> TIMEOUT = HealthReader.duration(
            "timeout", Duration.ofMillis(10), 5, "What one check may take as a whole, its connection included.");

    private static final Key<Integer> HEALTHY = Key.defaulting(
            "healthy-threshold",
            QuantityTypes.count(1, 1000),
            2,
            "Good results in a row that bring a target back; one is enough while no other target is available.");

    private static final Key<Integer> UNHEALTHY = Key.defaulting(
            "unhealthy-threshold",
            QuantityTypes.count(1, 1000),
            3,
            "Bad results in a row that take a target out; the very first result counts at once.");

    private static final Key<Integer> PASSIVE = Key.defaulting(
            "passive-failures",
            QuantityTypes.count(0, 1_000_000),
            0,
            "Real requests failed in a row, by a status of 500 or above or without an answer, that take a target out as failed"
                    + " checks do; good checks bring it back. 0 means never.");

    static final Block BLOCK = Block.single(
                    "health-check", "How targets are asked whether they are well; without it they are not asked.")
            .keys(INTERVAL, TIMEOUT, HEALTHY, UNHEALTHY, PASSIVE)
            .blocks(TYPE);

    private HealthCheckReader() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("http", Kind.HTTP);
        kinds.put("tcp", Kind.TCP);
        kinds.put("grpc", Kind.GRPC);
        return kinds;
    }

    /** @param tellsClient whether HTTP/2 is never spoken to the targets, as their connections begin by telling of a client */
    static @Nullable HealthCheckSettings read(Section section, boolean tellsClient) {
        boolean named = section.has(TYPE);
        Probe probe = section.optional(TYPE, HealthCheckReader::probe);
        if (!named) {
            section.report("`health-check` has no `type`", KIND.type().expected());
        }
        if (probe instanceof HealthCheckSettings.Grpc && tellsClient) {
            section.report("gRPC is spoken over HTTP/2, which `proxy-protocol` rules out", "http or tcp");
        }
        Duration interval = section.get(INTERVAL);
        Duration timeout = section.get(TIMEOUT);
        int healthy = section.get(HEALTHY);
        int unhealthy = section.get(UNHEALTHY);
        int passive = section.get(PASSIVE);
        return probe == null ? null : new HealthCheckSettings(probe, interval, timeout, healthy, unhealthy, passive);
    }

    private static @Nullable Probe probe(Section section) {
        boolean asHttp = OF_HTTP.stream().anyMatch(section::has);
        boolean asGrpc = section.has(SERVICE);
        Located<Kind> kind = section.argument(KIND);
        HealthCheckSettings.Http http = http(section);
        String service = section.get(SERVICE);
        if (kind == null) {
            return null;
        }
        if (asHttp && kind.value() != Kind.HTTP || asGrpc && kind.value() != Kind.GRPC) {
            section.report("a check of this type has no such key", "only the keys of its type");
        }
        return switch (kind.value()) {
            case HTTP -> http;
            case TCP -> new HealthCheckSettings.Tcp();
            case GRPC -> new HealthCheckSettings.Grpc(service);
        };
    }

    private static HealthCheckSettings.Http http(Section section) {
        String path = section.get(PATH);
        String host = section.find(HOST);
        List<StatusSpan> expected = section.all(EXPECTED_STATUS);
        return new HealthCheckSettings.Http(
                path,
                host,
                expected.isEmpty() ? OK : expected,
                section.find(EXPECTED_BODY),
                section.find(EXPECTED_BODY_PATTERN));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String target(String text) throws Refusal {
        int query = text.indexOf('?');
        if (query < 0) {
            return UrlTypes.form(text).text();
        }
        String rest = text.substring(query);
        if (!VISIBLE.spells(rest) || rest.indexOf('#') >= 0 || rest.length() > MAX_QUERY) {
            throw Refusal.because("no request has such a query");
        }
        return UrlTypes.form(text.substring(0, query)).text() + rest;
    }

    private static String authority(String text) throws Refusal {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try {
            new CanonicalAuthority().read(octets, 0, octets.length, CanonicalAuthority.HTTP_PORT);
        } catch (UriRefusal notOne) {
            throw Refusal.because("not a host: " + notOne.reason());
        }
        return text;
    }

    private static String service(String text) throws Refusal {
        if (text.length() > MAX_SERVICE || !text.isEmpty() && !VISIBLE.spells(text)) {
            throw Refusal.because("not the name of a service");
        }
        return text;
    }

    private static ValueType<String> text(int most, String expected) {
        return ValueType.ofText(
                "text",
                expected,
                text -> {
                    if (text.isEmpty() || text.length() > most) {
                        throw Refusal.because("too short or too long");
                    }
                    return text;
                },
                HealthCheckReader::quoted);
    }
}
