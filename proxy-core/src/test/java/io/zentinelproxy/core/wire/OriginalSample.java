package io.zentinelproxy.core.wire;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.testkit.KdlTree;
import io.zentinelproxy.core.testkit.OriginalFiles;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of the original's configurations, without what this version does not act on, served in front of stand-in origins, one
 * for each upstream. Changed are addresses, and the places of files.
 */
final class OriginalSample implements AutoCloseable {
    private static final Pattern SERIES =
            Pattern.compile("zentinel_requests_total\\{method=\"[^\"]*\",route=\"([^\"]*)\",status=\"\\d+\"}");

    private static final TestIdentity SERVER = TestCertificates.authority().server("a.example");

    private final Map<String, TestOrigin> origins = new TreeMap<>();
    private final Path folder;
    private final RunningProxy proxy;

    OriginalSample(String file, Path folder) {
        this.folder = folder;
        KdlTree whole = KdlTree.parse(file, OriginalFiles.text(file));
        this.proxy =
                RunningProxy.start(SupportedPart.of(whole.changed(this::moved)).render());
    }

    /** Addresses to the loopback, targets to the stand-in of their upstream, files into the folder. */
    private @Nullable KdlNode moved(String path, KdlNode node) {
        if (node.name().equals("service-type") && KdlTree.text(node).equals("inference")) {
            // Goes with the block that is another module's.
            return null;
        }
        if (path.endsWith("listeners.listener") && node.name().equals("address")) {
            return KdlTree.withText(node, "127.0.0.1:0");
        }
        if (path.endsWith("observability.metrics") && node.name().equals("address")) {
            return KdlTree.withText(node, "127.0.0.1:0");
        }
        if (Set.of("file", "pid-file").contains(node.name())) {
            return KdlTree.withText(
                    node,
                    folder.resolve(Path.of(KdlTree.text(node)).getFileName()).toString());
        }
        if (path.endsWith("listeners.listener.tls") && node.name().equals("cert-file")) {
            return KdlTree.withText(node, SERVER.certificate().toString());
        }
        if (path.endsWith("listeners.listener.tls") && node.name().equals("key-file")) {
            return KdlTree.withText(node, SERVER.key().toString());
        }
        if (path.endsWith("upstreams") && node.name().equals("upstream")) {
            return withTargets(node);
        }
        return node;
    }

    private KdlNode withTargets(KdlNode upstream) {
        String id = KdlTree.text(upstream);
        TestOrigin origin = origins.computeIfAbsent(id, OriginalSample::standIn);
        List<KdlNode> children = upstream.children().stream()
                .map(child -> withTarget(child, origin))
                .toList();
        return KdlTree.withChildren(upstream, children);
    }

    /** An upstream of TLS has a stand-in of the name that it asks for, which it trusts. */
    private static KdlNode withTarget(KdlNode child, TestOrigin origin) {
        if (child.name().equals("target")) {
            return KdlTree.withText(child, "127.0.0.1:" + origin.port());
        }
        if (!child.name().equals("tls")) {
            return child;
        }
        KdlNode name = child.children().getFirst();
        origin.overTls(TestCertificates.authority().server(KdlTree.text(name)));
        String authorities = TestCertificates.authority().caFile().toString();
        KdlNode trust = new KdlNode(
                name.position(),
                null,
                "ca-cert",
                KdlTree.withText(name, authorities).arguments(),
                List.of(),
                List.of());
        List<KdlNode> children = new ArrayList<>(child.children());
        children.add(trust);
        return KdlTree.withChildren(child, children);
    }

    /** Says its name, and keeps silent where the query is {@code stall}. */
    private static TestOrigin standIn(String upstream) {
        String answer = Messages.okWith(
                "Content-Length: " + upstream.length() + "\r\nAccess-Control-Allow-Origin: https://origin.test\r\n"
                        + "Cache-Control: no-store\r\n",
                upstream);
        return TestOrigin.scripted(request -> request.target().endsWith("?stall")
                ? List.of(new Step.AwaitClose())
                : List.of(new Step.ReadBody(), Step.send(answer)));
    }

    /**
     * What became of one request.
     *
     * @param route that took it, as the counters name it
     * @param upstream that answered it, or empty where the proxy did
     * @param received as the origin got it, or null where none did
     */
    record Seen(
            Reply reply,
            String route,
            String upstream,
            @Nullable ReceivedRequest received) {

        /** {@code route > upstream} or {@code route > status}, in a line. */
        String way() {
            return route + " > " + (upstream.isEmpty() ? reply.status() : upstream);
        }

        String target() {
            return origin().target();
        }

        ReceivedRequest origin() {
            if (received == null) {
                throw new AssertionError("no origin got the request: " + reply.head());
            }
            return received;
        }
    }

    Seen get(String host, String target, String... fields) {
        return send("GET", host, target, "", fields);
    }

    /** Sends a request and waits until it is counted. */
    Seen send(String method, String host, String target, String content, String... fields) {
        Map<String, Double> counted = counted();
        Map<String, Integer> received = received();
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + List.of(fields).stream().map(field -> field + "\r\n").collect(Collectors.joining());
        String length = content.isEmpty() ? "" : "Content-Length: " + content.length() + "\r\n";
        Reply reply;
        try (RawClient client = RawClient.connect(address())) {
            reply = client.send(head + length + "\r\n" + content).readAnswerTo(method);
        }
        String upstream = grown(received, received());
        ReceivedRequest last =
                upstream.isEmpty() ? null : requests(origins.get(upstream)).getLast();
        return new Seen(reply, awaitCounted(counted), upstream, last);
    }

    /** The route at which one more is counted; an exchange is counted after its answer has left. */
    private String awaitCounted(Map<String, Double> before) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> grown(before, counted()), name -> !name.isEmpty());
    }

    /** A request that says it has this much content and sends none. */
    Seen announce(String method, String host, String target, long octets) {
        return send(method, host, target, "", "Content-Length: " + octets);
    }

    private InetSocketAddress address() {
        return proxy.address("http");
    }

    /** Requests by route. */
    private Map<String, Double> counted() {
        Map<String, Double> byRoute = new TreeMap<>();
        MetricSamples.of(proxy).forEach((series, value) -> {
            Matcher match = SERIES.matcher(series);
            if (match.matches()) {
                byRoute.merge(match.group(1), value, Double::sum);
            }
        });
        return byRoute;
    }

    /** Requests by upstream. */
    private Map<String, Integer> received() {
        return origins.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> requests(entry.getValue()).size()));
    }

    /** Those of clients: the files have targets checked as well. */
    private static List<ReceivedRequest> requests(TestOrigin origin) {
        return origin.requests().stream()
                .filter(request -> !request.head().contains("User-Agent: zentinel-health-check\r\n"))
                .toList();
    }

    /** The one name whose number is not what it was, or none. */
    private static <N> String grown(Map<String, N> before, Map<String, N> after) {
        List<String> names = after.keySet().stream()
                .filter(name -> !after.get(name).equals(before.get(name)))
                .toList();
        if (names.size() > 1) {
            throw new AssertionError("one request was seen at " + names);
        }
        return names.isEmpty() ? "" : names.getFirst();
    }

    @Override
    public void close() {
        proxy.close();
        origins.values().forEach(TestOrigin::close);
    }
}
