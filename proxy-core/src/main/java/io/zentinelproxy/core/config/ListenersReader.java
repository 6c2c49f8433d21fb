package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import io.zentinelproxy.core.uri.PathLeniency;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code listeners}. */
final class ListenersReader {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final String H2 = "h2";

    private static final Key<String> ID =
            Key.required("id", WordTypes.ID_TYPE, "The name of the listener in logs and metrics.");

    private static final Key<InetSocketAddress> ADDRESS = Key.required(
            "address", AddressTypes.LISTEN, "Where clients connect to; port 0 asks the system for a free port.");

    private static final Key<String> PROTOCOL = Key.defaulting(
            "protocol",
            WordTypes.choice(WordTypes.sorted(Map.of(HTTP, HTTP, HTTPS, HTTPS, H2, H2)), List.of("h3")),
            HTTP,
            "What is spoken: HTTP/1.1 and HTTP/2, in the clear (`http`) or under TLS (`https`), or HTTP/2 alone (`h2`), under TLS"
                    + " where there is a block `tls`.");

    private static final Key<Duration> REQUEST_TIMEOUT = Key.defaulting(
                    "request-timeout-secs",
                    seconds(MIN_TIMEOUT, MAX_TIMEOUT),
                    Duration.ofSeconds(60),
                    "From the first octet of a request head to its end, and how long a client may keep us waiting for content;"
                            + " then 408.")
            .alias("request-timeout");

    private static final Key<Duration> KEEPALIVE_TIMEOUT = Key.defaulting(
                    "keepalive-timeout-secs",
                    seconds(MIN_TIMEOUT, MAX_TIMEOUT),
                    Duration.ofSeconds(75),
                    "How long a connection may idle between two requests.")
            .alias("keepalive-timeout");

    private static final Key<Integer> KEEPALIVE_MAX_REQUESTS = Key.defaulting(
            "keepalive-max-requests",
            count(0, Integer.MAX_VALUE),
            0,
            "Requests served on one connection before it is closed; 0 means no limit.");

    private static final Key<String> DEFAULT_ROUTE = Key.optional(
            "default-route", WordTypes.ID_TYPE, "none", "The route taken when no other matches; without it, 404.");

    private static final Key<String> NAMESPACE = Key.optional(
            "namespace",
            WordTypes.ID_TYPE,
            "none",
            "The namespace whose routes alone are served; without it, all are.");

    private static final Key<Network> TRUSTED_PROXIES = Key.plural(
            "trusted-proxies",
            AddressTypes.NETWORK,
            "none",
            "Networks whose Forwarded, X-Forwarded-For, -Proto, -Host and -Port and request id are believed.");

    private static final Key<Boolean> ALLOW_HALF_CLOSE = Key.defaulting(
            "allow-half-close",
            WordTypes.SWITCH,
            false,
            "Whether a client may close its sending side while it waits for an answer; else that counts as gone.");

    private static final Key<Long> MIN_REQUEST_RATE = rate(
            "min-request-rate", "Content that a client sends per second of keeping us waiting for it; below that 408.");

    private static final Key<Long> MIN_RESPONSE_RATE = rate(
            "min-response-rate",
            "What a client takes of an answer per second of keeping us waiting to send it; below that it is closed.");

    private static final Key<Duration> MIN_RATE_GRACE = Key.defaulting(
            "min-rate-grace-secs",
            seconds(MIN_TIMEOUT, MAX_TIMEOUT),
            Duration.ofSeconds(5),
            "How long a client may keep us waiting with one message before its rate counts.");

    private static final Block LISTENER = Block.repeated("listener", "An address on which clients are served.")
            .arguments(ID)
            .keys(
                    ADDRESS,
                    PROTOCOL,
                    REQUEST_TIMEOUT,
                    KEEPALIVE_TIMEOUT,
                    KEEPALIVE_MAX_REQUESTS,
                    DEFAULT_ROUTE,
                    NAMESPACE,
                    TRUSTED_PROXIES,
                    ALLOW_HALF_CLOSE,
                    MIN_REQUEST_RATE,
                    MIN_RESPONSE_RATE,
                    MIN_RATE_GRACE,
                    Http2Reader.MAX_CONCURRENT_STREAMS)
            .blocks(LeniencyReader.BLOCK, ProxyProtocolReader.BLOCK, TlsReader.BLOCK, Http2Reader.BLOCK);

    static final Block BLOCK = Block.repeated("listeners", "Where clients connect to; at least one.")
            .blocks(LISTENER);

    private static Key<Long> rate(String name, String meaning) {
        return Key.defaulting(name, QuantityTypes.RATE, 240L, meaning + " 0 means no limit.");
    }

    private final References references;

    ListenersReader(References references) {
        this.references = references;
    }

    /** What comes of each listener once every route is read. */
    List<Supplier<ListenerSettings>> read(Section section) {
        if (!section.has(LISTENER)) {
            section.report("`listeners` has no `listener`", "a block `listener` with an id and an address");
        }
        return section.each(LISTENER, this::readListener);
    }

    private @Nullable Supplier<ListenerSettings> readListener(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.LISTENER, id);
        Located<InetSocketAddress> address = section.locate(ADDRESS);
        references.declareAddress(address);
        Located<String> defaultRoute = section.locate(DEFAULT_ROUTE);
        References served = references.in(readServed(section));
        served.use(References.Kind.ROUTE, defaultRoute);
        String protocol = section.get(PROTOCOL);
        Http2ListenerSettings http2 = Http2Reader.readFrom(section, protocol.equals(H2));
        TlsSettings tls = readTls(section, protocol, http2);
        Duration requestTimeout = section.get(REQUEST_TIMEOUT);
        Duration keepAliveTimeout = section.get(KEEPALIVE_TIMEOUT);
        int maxRequests = section.get(KEEPALIVE_MAX_REQUESTS);
        List<Network> trusted = List.copyOf(section.all(TRUSTED_PROXIES));
        boolean halfClose = section.get(ALLOW_HALF_CLOSE);
        ListenerSettings.Rates rates = new ListenerSettings.Rates(
                section.get(MIN_REQUEST_RATE), section.get(MIN_RESPONSE_RATE), section.get(MIN_RATE_GRACE));
        PathLeniency leniency = section.one(LeniencyReader.BLOCK, LeniencyReader::read);
        ProxyProtocolSettings proxyProtocol = ProxyProtocolReader.readFrom(section);
        List<ModuleSettings> modules = section.modules(LISTENER);
        if (id == null || address == null) {
            return null;
        }
        return () -> new ListenerSettings(
                references.scope().qualify(id.value()),
                served.scope().namespaceOrNull(),
                address.value(),
                requestTimeout,
                keepAliveTimeout,
                maxRequests,
                defaultRoute == null ? null : served.resolve(References.Kind.ROUTE, defaultRoute.value()),
                trusted,
                halfClose,
                rates,
                leniency,
                proxyProtocol,
                modules,
                tls,
                http2);
    }

    /** The block {@code tls}, which {@code https} asks for, {@code h2} allows and {@code http} does not have. */
    private static @Nullable TlsSettings readTls(Section section, String protocol, Http2ListenerSettings http2) {
        boolean written = section.has(TlsReader.BLOCK);
        if (protocol.equals(HTTPS) && !written) {
            section.report("a listener of `https` needs a certificate", "a block `tls`");
        }
        if (protocol.equals(HTTP) && written) {
            section.report("a listener of `http` encrypts nothing", "`protocol \"https\"`, or no block `tls`");
        }
        List<TlsSettings> read = section.each(TlsReader.BLOCK, block -> TlsReader.read(block, http2));
        if (read.size() > 1) {
            section.report("a listener has one block `tls`", "certificates of further names in blocks `sni` within it");
        }
        return read.isEmpty() ? null : read.getFirst();
    }

    /** The scope whose routes are served. */
    private Scope readServed(Section section) {
        Located<String> namespace = section.locate(NAMESPACE);
        if (namespace == null) {
            return references.scope();
        }
        references.use(References.Kind.NAMESPACE, namespace);
        String around = references.scope().namespaceOrNull();
        if (around != null && !around.equals(namespace.value())) {
            section.report("a listener in the namespace `" + around + "` serves that one", "no `namespace` here");
        }
        return new Scope(namespace.value(), "");
    }
}
