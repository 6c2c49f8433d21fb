package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.KdlTree;
import io.zentinelproxy.core.testkit.OriginalFiles;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The original's example of routes to models, in front of stand-ins, one for each upstream. Changed are addresses and places of files; its
 * blocks {@code routing} are left out, as their place is in upstreams, and so is TLS.
 */
class OriginalSampleTest {
    private static final Set<String> LEFT_OUT = Set.of("routing", "tls", "health-check");

    private final Map<String, TestOrigin> origins = new TreeMap<>();

    @TempDir
    Path folder;

    private @Nullable KdlNode moved(String path, KdlNode node) {
        if (LEFT_OUT.contains(node.name())) {
            return null;
        }
        if (node.name().equals("address")) {
            return KdlTree.withText(node, "127.0.0.1:0");
        }
        if (node.name().equals("file")) {
            return KdlTree.withText(node, folder.resolve("log").toString());
        }
        if (path.endsWith("upstreams") && node.name().equals("upstream")) {
            TestOrigin origin = origins.computeIfAbsent(KdlTree.text(node), OriginalSampleTest::standIn);
            return KdlTree.withChildren(
                    node,
                    node.children().stream()
                            .map(child -> child.name().equals("target")
                                    ? KdlTree.withText(child, "127.0.0.1:" + origin.port())
                                    : child)
                            .toList());
        }
        return node;
    }

    private static TestOrigin standIn(String upstream) {
        return upstream.equals("local-llm") ? TestOrigin.answering(Answers.json(503, "{}")) : Answers.chat(1000, 100);
    }

    @Test
    void itsRoutesServeModelsAsTheySay() throws Exception {
        String kdl = KdlTree.parse("inference-routing.kdl", OriginalFiles.text("inference-routing.kdl"))
                .changed(this::moved)
                .render();
        try (Gateway gateway = new Gateway(ProxyEvents.NONE);
                ProxyServer proxy = ProxyServer.start(
                        ConfigurationLoader.parse("test.kdl", kdl, ModelProxy.EXTENSIONS),
                        System::nanoTime,
                        new Plugs(List.of(gateway), List.of()).onRoutes(List.of(gateway)))) {
            Reply chat = ask(proxy, "/v1/chat/completions", "gpt-4");
            assertThat(chat.status()).isEqualTo(200);
            assertThat(chat.field("X-Inference-Cost")).isEqualTo("0.036000");
            assertThat(chat.field("X-Budget-Remaining")).isNotEmpty();
            assertThat(ask(proxy, "/v1/messages", "claude-3-opus-1").status()).isEqualTo(200);
            assertThat(origins.get("anthropic").requests()).hasSize(1);
            assertThat(ask(proxy, "/v1/messages", "other").status()).isEqualTo(503);
            assertThat(origins.get("local-llm").requests()).isNotEmpty();
            assertThat(ask(proxy, "/inference/generate", "llama-70b").status()).isEqualTo(200);
            ReceivedRequest fallen = origins.get("fallback-llm").onlyRequest();
            assertThat(fallen.body()).contains("\"model\":\"llama-7b\"");
        } finally {
            origins.values().forEach(TestOrigin::close);
        }
    }

    private static Reply ask(ProxyServer proxy, String path, String model) {
        String content = ModelProxy.chat(model, "Hi.", "\"max_tokens\":200");
        try (RawClient client = RawClient.connect(proxy.address("http"))) {
            return client.send(ModelProxy.request(path, content)).read();
        }
    }
}
