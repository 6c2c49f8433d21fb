package io.zentinelproxy.inference.gateway;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.Extension;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ModelFacts;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real proxy that serves models, in front of the demo model or another origin. */
final class ModelProxy implements AutoCloseable {
    static final List<Extension> EXTENSIONS = List.of(new GatewayBlock(NoServers.TYPE), new ModelRouteBlock());

    private final Gateway gateway;
    private final InetSocketAddress origin;
    private final ProxyServer server;
    private final AutoCloseable owned;
    /** As they are now: a connection's next request may be in them. */
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

    private final List<Found> found = new CopyOnWriteArrayList<>();

    /** What came of a request, as its log line tells it. */
    record Found(
            String provider,
            String model,
            String modelThere,
            String key,
            String team,
            long input,
            long cached,
            long output,
            long reasoning,
            long cost,
            String source,
            String end,
            long firstTokenNanos) {
        static Found of(ModelFacts facts) {
            return new Found(
                    facts.provider(),
                    facts.model(),
                    facts.modelThere(),
                    facts.key(),
                    facts.team(),
                    facts.inputTokens(),
                    facts.cachedTokens(),
                    facts.outputTokens(),
                    facts.reasoningTokens(),
                    facts.cost(),
                    facts.source(),
                    facts.end(),
                    facts.firstTokenNanos());
        }
    }

    private ModelProxy(InetSocketAddress origin, AutoCloseable owned, Gateway gateway, Piece... pieces) {
        this.gateway = gateway;
        this.origin = origin;
        this.owned = owned;
        Plugs plugs = new Plugs(List.of(gateway, this::note), List.of())
                .onRoutes(List.of(gateway))
                .telling(java.util.Map.of("inference", gateway::page));
        try {
            server = ProxyServer.start(read(origin, pieces), System::nanoTime, plugs);
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
        gateway.tellOf(server.observers().metrics());
    }

    private void note(Exchange exchange) {
        exchanges.add(exchange);
        ModelFacts facts = exchange.findings().model();
        if (facts != null) {
            found.add(Found.of(facts));
        }
    }

    /** One route to the demo model, with these keys in its block {@code inference}. */
    static ModelProxy demo(String keys, Piece... pieces) {
        return demo(usual(), keys, pieces);
    }

    /** The same with a gateway of the test's own, which is closed with the proxy. */
    static ModelProxy demo(Gateway gateway, String keys, Piece... pieces) {
        try {
            var origin = io.zentinelproxy.inference.demo.ModelOrigin.start(
                    new InetSocketAddress("127.0.0.1", 0), java.time.Duration.ZERO);
            return new ModelProxy(origin.address(), origin, gateway, with(keys, pieces));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same in front of another origin, which its maker closes. */
    static ModelProxy inFrontOf(InetSocketAddress origin, String keys, Piece... pieces) {
        return inFrontOf(origin, usual(), keys, pieces);
    }

    /** The same with a gateway of the test's own, which is closed with the proxy. */
    static ModelProxy inFrontOf(InetSocketAddress origin, Gateway gateway, String keys, Piece... pieces) {
        return new ModelProxy(origin, () -> {}, gateway, with(keys, pieces));
    }

    /** Time stands still for its books: no turn of the calendar, and nothing that comes back meanwhile, changes what a test sees. */
    private static Gateway usual() {
        long now = System.currentTimeMillis();
        return new Gateway(ProxyEvents.NONE, () -> now);
    }

    /** The text of a block {@code upstream} beside {@code origin}. */
    static Piece upstream(String id, InetSocketAddress address) {
        return Piece.upstreams("upstream \"" + id + "\" { target \"127.0.0.1:" + address.getPort() + "\"; }");
    }

    private static Piece[] with(String keys, Piece... pieces) {
        Piece[] all = new Piece[pieces.length + 1];
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        all[0] = Piece.route("inference {\n" + keys + "\n}");
        for (Piece piece : pieces) {
            if (piece.block() == Piece.Block.ROUTES) {
                return pieces;
            }
        }
        return all;
    }

    private static Configuration read(InetSocketAddress origin, Piece... pieces) throws ConfigurationException {
        return ConfigurationLoader.parse("test.kdl", ProxyKdl.inFrontOf(origin, pieces), EXTENSIONS);
    }

    void reload(String keys, Piece... pieces) {
        try {
            server.reload(read(origin, with(keys, pieces)));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same in front of another origin. */
    void reload(InetSocketAddress other, String keys, Piece... pieces) {
        try {
            server.reload(read(other, with(keys, pieces)));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    Gateway gateway() {
        return gateway;
    }

    InetSocketAddress address() {
        return server.address("main");
    }

    RawClient connect() {
        return RawClient.connect(address());
    }

    /** The answer to a POST of this content, once the exchange is over. */
    Reply post(String path, String content, String... lines) {
        int before = found.size();
        try (RawClient client = connect()) {
            Reply reply = client.send(request(path, content, lines)).read();
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> found.size() > before);
            return reply;
        }
    }

    /** The same of a chat. */
    Reply ask(String model, String... lines) {
        return post("/v1/chat/completions", chat(model, "Say something."), lines);
    }

    /** What was entered in the books. */
    long entries() {
        return found.stream().filter(one -> one.source() != null).count();
    }

    static byte[] request(String path, String content, String... lines) {
        byte[] octets = content.getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        head.append("Content-Length: ").append(octets.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + octets.length);
        System.arraycopy(octets, 0, all, start.length, octets.length);
        return all;
    }

    /** A chat with one message of a user. */
    static String chat(String model, String text, String... members) {
        StringBuilder all = new StringBuilder(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]");
        for (String member : members) {
            all.append(',').append(member);
        }
        return all.append('}').toString();
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    List<Found> found() {
        return found;
    }

    Found last() {
        return found.getLast();
    }

    String metrics() {
        return server.observers().metrics().scrape();
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
        try {
            owned.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
