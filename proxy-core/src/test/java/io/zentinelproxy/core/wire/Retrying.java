package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The dull parts of tests about requests that are sent more than once. */
public final class Retrying {
    /** What the origin does to a request before its answer. */
    static final List<Step> RESET = List.of(new Step.Reset());

    static final List<Step> CLOSE = List.of(new Step.ReadBody(), new Step.Close());

    /** Reads the request and says nothing. */
    static final List<Step> SILENCE = List.of(new Step.ReadBody(), new Step.AwaitClose());

    private Retrying() {}

    /** The usual route with a policy of these keys, and no waits that these do not ask for. */
    public static Piece policy(String... keys) {
        String all = String.join("\n", keys);
        String waits = all.contains("backoff-base-ms") ? "" : "backoff-base-ms 0\n";
        return Piece.route("retry-policy {\n" + waits + all + "\n}");
    }

    /** The targets of the upstream, in their order. */
    public static Piece targets(int... ports) {
        return Piece.upstream(Arrays.stream(ports)
                .mapToObj(port -> "target \"127.0.0.1:" + port + "\"")
                .collect(Collectors.joining("\n")));
    }

    static List<Step> answer(int status, String fieldLines, String content) {
        return List.of(
                new Step.ReadBody(),
                Step.send("HTTP/1.1 " + status + " X\r\n" + fieldLines + "Content-Length: " + content.length()
                        + "\r\n\r\n" + content));
    }

    static List<Step> answer(int status) {
        return answer(status, "", "");
    }

    /** Waits until retries for this reason have been counted. */
    public static void awaitRetries(RunningProxy proxy, String reason, int count) {
        awaitMetric(proxy, "zentinel_upstream_retries_total{reason=\"" + reason + "\",route=\"all\"}", count);
    }

    public static void awaitMetric(RunningProxy proxy, String series, int count) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(series, (double) count));
    }
}
