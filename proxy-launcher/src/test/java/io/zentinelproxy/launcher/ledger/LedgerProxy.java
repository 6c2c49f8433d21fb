package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.inference.gateway.Gateway;
import io.zentinelproxy.launcher.Modules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A real proxy with its books in Redis, in front of an origin whose every answer tells that it has used {@link #USED} tokens. Any thread. */
final class LedgerProxy implements AutoCloseable {
    static final int USED = 15;

    private static final String BODY = "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi.\"}}],"
            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":10,\"total_tokens\":15}}";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";

    private final Gateway gateway = new Gateway(ProxyEvents.NONE);
    private final ProxyServer server;

    /** @param ledger the keys of the block {@code ledger} beside its backend */
    LedgerProxy(TestOrigin origin, String ledger) {
        this(origin, "limit 1000000", ledger);
    }

    /** @param budget keys of the route's budget, which is one for all, and of a month */
    LedgerProxy(TestOrigin origin, String budget, String ledger) {
        try {
            server = ProxyServer.start(
                    ConfigurationLoader.parse("test.kdl", kdl(origin, budget, ledger), Modules.BLOCKS),
                    System::nanoTime,
                    new Plugs(List.of(gateway), List.of()).onRoutes(List.of(gateway)));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        gateway.tellOf(server.observers().metrics());
    }

    /** One whose books are in Redis. */
    static String kdl(TestOrigin origin, String budget, String ledger) {
        return kdlWith(origin, budget, "backend \"redis\"; " + ledger);
    }

    private static String kdlWith(TestOrigin origin, String budget, String ledger) {
        return ProxyKdl.inFrontOf(
                origin.address(),
                Piece.route("inference { provider \"openai\"; budget { key \"route\"; period \"monthly\"; " + budget
                        + "; }; }"),
                Piece.top("inference { ledger { " + ledger + "; }; }"));
    }

    /** With books elsewhere. */
    void reload(TestOrigin origin, String ledger) {
        try {
            server.reload(
                    ConfigurationLoader.parse("test.kdl", kdlWith(origin, "limit 1000000", ledger), Modules.BLOCKS));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers at once. */
    static TestOrigin origin() {
        return TestOrigin.answering(ANSWER);
    }

    /** Answers a request with a field {@code X-Slow} when the latch is counted down, others at once. */
    static TestOrigin origin(CountDownLatch latch) {
        return TestOrigin.scripted(request -> request.head().contains("X-Slow")
                ? List.of(new Step.ReadBody(), new Step.WaitFor(latch), Step.send(ANSWER))
                : List.of(new Step.ReadBody(), Step.send(ANSWER)));
    }

    static String request(String... lines) {
        StringBuilder head = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head + "Content-Length: " + CHAT.length() + "\r\n\r\n" + CHAT;
    }

    InetSocketAddress address() {
        return server.address("main");
    }

    Reply ask() {
        try (RawClient client = RawClient.connect(address())) {
            return client.send(request()).read();
        }
    }

    /** A request that its origin keeps until the latch is counted down; it has reached it when this returns. */
    RawClient askSlowly(TestOrigin origin) {
        int before = origin.requests().size();
        RawClient client = RawClient.connect(address()).send(request("X-Slow: 1"));
        origin.awaitRequests(before + 1);
        return client;
    }

    double metric(String name) {
        return server.observers()
                .metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    String page() {
        return Json.text(gateway.page(""));
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
    }
}
