package io.zentinelproxy.security.ratelimit;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.Extension;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real proxy with rate limits in front of a real origin. */
final class LimitedProxy implements AutoCloseable {
    static final List<Extension> EXTENSIONS =
            List.of(new RateLimitType(), new RoutePolicyBlock(), new RateLimitsBlock());

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final TestOrigin origin;
    private final RateLimits limits = new RateLimits();
    private final ProxyServer server;
    /** Exchanges of any route. */
    private final AtomicInteger over = new AtomicInteger();

    private final List<Found> found = new CopyOnWriteArrayList<>();

    /** What the limits made of a request, as a log line would tell it. */
    record Found(LimitFacts.Verdict verdict, String limiter, String key, long remaining, long delayNanos) {}

    private LimitedProxy(TestOrigin origin, Piece... pieces) {
        this.origin = origin;
        Plugs plugs = new Plugs(
                        // Told of an exchange once the limits have settled what it used.
                        List.of(limits, exchange -> note(exchange.findings().limits())), List.of())
                .onRoutes(List.of(limits));
        try {
            server = ProxyServer.start(read(origin.address(), pieces), System::nanoTime, plugs);
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
        limits.tellOf(server.observers().metrics());
    }

    private void note(@Nullable LimitFacts facts) {
        over.incrementAndGet();
        if (facts != null) {
            found.add(new Found(facts.verdict(), facts.limiter(), facts.key(), facts.remaining(), facts.delayNanos()));
        }
    }

    static LimitedProxy with(Piece... pieces) {
        return new LimitedProxy(TestOrigin.answering(OK), pieces);
    }

    static LimitedProxy inFrontOf(TestOrigin origin, Piece... pieces) {
        return new LimitedProxy(origin, pieces);
    }

    /** One filter {@code api} on the one route. */
    static LimitedProxy filtering(String keys) {
        return with(filter("api", keys), Piece.route("filters \"api\""));
    }

    static Piece filter(String id, String keys) {
        return Piece.filters("filter \"" + id + "\" { type \"rate-limit\"\n" + keys + "\n}");
    }

    static Configuration read(InetSocketAddress origin, Piece... pieces) throws ConfigurationException {
        return ConfigurationLoader.parse("test.kdl", ProxyKdl.inFrontOf(origin, pieces), EXTENSIONS);
    }

    /** Puts these pieces into force in the place of the others. */
    void reload(Piece... pieces) {
        try {
            server.reload(read(origin.address(), pieces));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    TestOrigin origin() {
        return origin;
    }

    InetSocketAddress address() {
        return server.address("main");
    }

    RawClient connect() {
        return RawClient.connect(address());
    }

    /** The answer to a request out of this address of the loopback network, with these lines in its head; once it is over. */
    Reply from(String client, String path, String... lines) {
        int before = over.get();
        try (RawClient connection = RawClient.connectFrom(client, address())) {
            Reply reply = get(connection, path, lines);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> over.get() > before);
            return reply;
        }
    }

    Reply get(String path, String... lines) {
        return from("127.0.0.1", path, lines);
    }

    static Reply get(RawClient connection, String path, String... lines) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a\r\n");
        for (String line : lines) {
            request.append(line).append("\r\n");
        }
        return connection.send(request + "\r\n").read();
    }

    /** What was found of each request so far. */
    List<Found> found() {
        return found;
    }

    /** Of the last of so many, once all are over. */
    Found found(int count) {
        await().until(() -> found.size() == count);
        return found.getLast();
    }

    RateLimits limits() {
        return limits;
    }

    String metrics() {
        return server.observers().metrics().scrape();
    }

    @Override
    public void close() {
        server.close();
        limits.close();
        origin.close();
    }
}
