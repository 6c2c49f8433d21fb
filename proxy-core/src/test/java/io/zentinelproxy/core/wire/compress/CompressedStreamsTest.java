package io.zentinelproxy.core.wire.compress;

import static io.zentinelproxy.core.wire.compress.Compressing.HTML;
import static io.zentinelproxy.core.wire.compress.Compressing.TEXT;
import static io.zentinelproxy.core.wire.compress.Compressing.decoded;
import static io.zentinelproxy.core.wire.compress.Compressing.html;
import static io.zentinelproxy.core.wire.compress.Compressing.pieces;
import static io.zentinelproxy.core.wire.compress.Compressing.readable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.Programs;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed answers on their way: streams, both versions of HTTP, clients of others, what is given back at the end. */
class CompressedStreamsTest {
    private static final String ENCODERS = "zentinel_compression_encoders";

    private static String accept(String coding) {
        return Messages.getWith("Accept-Encoding: " + coding + "\r\n");
    }

    /** The next chunk of an answer, without its framing. */
    private static byte[] chunk(RawClient client) {
        String head = new String(client.readRaw(7), StandardCharsets.ISO_8859_1);
        byte[] all = client.readRaw(Integer.parseInt(head.substring(0, 5), 16) + 2);
        return Arrays.copyOf(all, all.length - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void eventComesThroughBeforeTheNextOneIsThere(String coding) throws Exception {
        Semaphore events = new Semaphore(0);
        byte[] octets = "abcdefghij".getBytes(StandardCharsets.US_ASCII);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"),
                        new Step.Drip(octets, events),
                        new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, pieces("content-types \"text/*\"\nalgorithms \"" + coding + "\""));
                RawClient client = proxy.connect()) {
            Reply head = client.send(accept(coding)).readHead();
            assertThat(head.field("Content-Encoding")).isEqualTo(coding);
            byte[] sofar = new byte[0];
            for (int event = 0; event < octets.length; event++) {
                events.release();
                byte[] more = chunk(client);
                sofar = Arrays.copyOf(sofar, sofar.length + more.length);
                System.arraycopy(more, 0, sofar, sofar.length - more.length, more.length);
                assertThat(readable(coding, sofar, event + 1)).isEqualTo("abcdefghij".substring(0, event + 1));
            }
            assertThat(MetricSamples.of(proxy)).containsEntry(ENCODERS, 1.0);
            client.abort();
            await().untilAsserted(() -> {
                assertThat(MetricSamples.of(proxy)).containsEntry(ENCODERS, 0.0);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void longAnswersAreWhatTheyWere(String coding) {
        StringBuilder text = new StringBuilder();
        java.util.Random random = new java.util.Random(3);
        while (text.length() < 3_000_000) {
            text.append(Integer.toString(random.nextInt(100_000))).append(random.nextInt(20) == 0 ? "\n" : " ");
        }
        try (TestOrigin origin = TestOrigin.answering(
                        Messages.okWith(HTML + "Content-Length: " + text.length() + "\r\n", text.toString()));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(""));
                RawClient client = proxy.connect()) {
            for (int time = 0; time < 3; time++) {
                assertThat(decoded(client.send(accept(coding)).read())).isEqualTo(text.toString());
            }
            assertThat(origin.connections()).as("its connection serves on").isEqualTo(1);
        }
    }

    @Test
    void clientsOfHttp2GetTheSame() {
        try (TestOrigin origin = TestOrigin.answering(html("ETag: \"v1\"\r\n"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(""));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.get("/", "accept-encoding", "br").awaitReply();
            assertThat(reply.field("content-encoding")).isEqualTo("br");
            assertThat(reply.field("etag")).isEqualTo("W/\"v1\"");
            assertThat(reply.fields().has("content-length")).isFalse();
            assertThat(decoded("br", reply.body().getBytes(StandardCharsets.ISO_8859_1)))
                    .isEqualTo(TEXT);
            H2Reply plain = client.get("/").awaitReply();
            assertThat(plain.body()).isEqualTo(TEXT);
            assertThat(plain.field("content-length")).isEqualTo(String.valueOf(TEXT.length()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void curlReadsThem(String version) throws Exception {
        try (TestOrigin origin = TestOrigin.answering(html(""));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, pieces("algorithms \"deflate\" \"gzip\" \"br\" \"zstd\""))) {
            String url = "http://127.0.0.1:" + proxy.address().getPort() + "/";
            for (String coding : new String[] {"deflate", "gzip", "br", "zstd"}) {
                String said = Programs.run(
                        "curl", "-sS", version, "--compressed", "-H", "Accept-Encoding: " + coding, "-D", "-", url);
                assertThat(said.toLowerCase(java.util.Locale.ROOT)).contains("content-encoding: " + coding);
                assertThat(said).endsWith(TEXT);
            }
        }
    }

    @Test
    void answersThatAreHeldAreCompressedToo() {
        try (TestOrigin origin = TestOrigin.answering(html(""));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.filters("filter \"c\" { type \"compress\"; }"),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n"
                                + "filters \"c\"\npolicies { buffer-responses #true; }\n}"));
                RawClient client = proxy.connect()) {
            assertThat(decoded(client.send(accept("gzip")).read())).isEqualTo(TEXT);
            assertThat(client.send(Messages.GET).read().body()).isEqualTo(TEXT);
        }
    }

    /** Who wants plain content of an origin takes the field away, and compresses here. */
    @Test
    void whatTheClientAcceptsIsKnownBeforeAnyFilterChangesIt() {
        try (TestOrigin origin = TestOrigin.answering(html(""));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.filters("filter \"h\" { type \"headers\"; remove \"Accept-Encoding\"; }\n"
                                + "filter \"c\" { type \"compress\"; }"),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n"
                                + "filters \"h\" \"c\"\n}"));
                RawClient client = proxy.connect()) {
            assertThat(decoded(client.send(accept("gzip")).read())).isEqualTo(TEXT);
            assertThat(origin.onlyRequest().fields().has("Accept-Encoding")).isFalse();
        }
    }

    @Test
    void answerThatBreaksOffIsSeenToBreakOffAndGivesItsEncoderBack() {
        String cut = html("").substring(0, html("").length() - 100);
        try (TestOrigin origin = TestOrigin.doing(Step.send(cut), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(""));
                RawClient client = proxy.connect()) {
            String got = new String(client.send(accept("zstd")).readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(got).doesNotContain("\r\n0\r\n\r\n");
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(ENCODERS, 0.0));
        }
    }

    @Test
    void onlySoManyAreCompressedAtOnce() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/slow")
                        ? java.util.List.of(
                                Step.send(html("").substring(0, 1000)),
                                new Step.WaitFor(goOn),
                                Step.send(html("").substring(1000)))
                        : java.util.List.of(Step.send(html(""))));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, pieces("", Piece.limits("max-concurrent-compressions 1")));
                RawClient slow = proxy.connect();
                RawClient other = proxy.connect()) {
            slow.send(accept("br").replace("GET /", "GET /slow"));
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(ENCODERS, 1.0));
            Reply plain = other.send(accept("br")).read();
            assertThat(plain.body()).isEqualTo(TEXT);
            assertThat(plain.field("Vary")).isEqualTo("Accept-Encoding");
            goOn.countDown();
            assertThat(decoded(slow.read())).isEqualTo(TEXT);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(ENCODERS, 0.0));
            assertThat(decoded(other.send(accept("br")).read())).isEqualTo(TEXT);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_compression_skipped_total{reason=\"exhausted\"}", 1.0));
        }
    }

    @Test
    void answersAndTheirOctetsAreCounted() {
        try (TestOrigin origin = TestOrigin.answering(html(""));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(""));
                RawClient client = proxy.connect()) {
            long sent = client.send(accept("gzip")).read().content().length();
            client.send(Messages.GET).read();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_compressed_responses_total{algorithm=\"gzip\"}", 1.0)
                    .containsEntry("zentinel_compressed_responses_total{algorithm=\"br\"}", 0.0)
                    .containsEntry("zentinel_compression_octets_total{algorithm=\"gzip\",direction=\"in\"}", (double)
                            TEXT.length())
                    .containsEntry(
                            "zentinel_compression_octets_total{algorithm=\"gzip\",direction=\"out\"}", (double) sent)
                    .containsEntry("zentinel_compression_skipped_total{reason=\"not_accepted\"}", 1.0));
        }
    }

    @Test
    void whatTheProxyAnswersItselfStaysAsItIs() {
        try (RunningProxy proxy = RunningProxy.start("""
                        listeners { listener "main" { address "127.0.0.1:0"; }; }
                        filters { filter "c" { type "compress"; min-size 0; }; }
                        routes { route "r" { matches { path-prefix "/"; }; builtin-handler "not-found"; filters "c"; }; }
                        """);
                RawClient client = proxy.connect()) {
            assertThat(client.send(accept("gzip")).read().fields().has("Content-Encoding"))
                    .isFalse();
        }
    }
}
