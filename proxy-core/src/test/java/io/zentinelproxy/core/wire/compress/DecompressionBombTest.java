package io.zentinelproxy.core.wire.compress;

import static io.zentinelproxy.core.wire.compress.Decompressing.encoded;
import static io.zentinelproxy.core.wire.compress.Decompressing.post;
import static io.zentinelproxy.core.wire.compress.Decompressing.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A little content that becomes much (Envoy's CVE-2022-29225), also one in another. */
class DecompressionBombTest {
    private static final int MIB = 1024 * 1024;
    private static final byte[] ZEROS = new byte[16 * MIB];
    private static final Piece NO_RATIO = Piece.limits("max-decompression-ratio 100000");

    /** 1 GiB of zeros in a million octets or fewer, by coding. */
    private static final Map<String, byte[]> BOMBS = new HashMap<>();

    @BeforeAll
    static void makeBombs() {
        for (String coding : List.of("gzip", "deflate", "br", "zstd")) {
            BOMBS.put(coding, stream(coding, 64, ZEROS));
        }
    }

    @AfterAll
    static void forgetBombs() {
        BOMBS.clear();
    }

    private static byte[] bomb(String coding) {
        return BOMBS.get(coding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void bombStopsAtTheRatio(String coding) {
        Decompressing sent = post("", coding, bomb(coding));
        assertThat(sent.reply().status()).isEqualTo(413);
        assertThat(sent.metrics()).containsEntry("zentinel_blocked_requests_total{reason=\"decoded_ratio\"}", 1.0);
        assertThat(sent.count(coding, "ratio")).isEqualTo(1);
        assertThat(sent.octetsAtOrigin()).isLessThan(4 * MIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void bombStopsAtTheSizeWhereTheRatioIsAllowed(String coding) {
        Decompressing sent = post("max-decompressed-size-bytes \"2MiB\"", coding, bomb(coding), NO_RATIO);
        assertThat(sent.reply().status()).isEqualTo(413);
        assertThat(sent.metrics()).containsEntry("zentinel_blocked_requests_total{reason=\"decoded_too_large\"}", 1.0);
        assertThat(sent.count(coding, "size")).isEqualTo(1);
        assertThat(sent.octetsAtOrigin()).isLessThan(2 * MIB + 64 * 1024);
    }

    @Test
    void bombInABombStopsAtTheCapsOfEach() {
        byte[] twice = encoded("gzip", bomb("gzip"));
        assertThat(post("", "gzip, gzip", twice).count("several", "ratio")).isEqualTo(1);
        assertThat(post("max-decompressed-size \"64KiB\"", "gzip, gzip", twice, NO_RATIO)
                        .count("several", "size"))
                .isEqualTo(1);
    }

    @Test
    void bombStopsAlsoWhereTheOriginalIsForwarded() {
        Decompressing sent = post("forward \"original\"", "gzip", bomb("gzip"));
        assertThat(sent.reply().status()).isEqualTo(413);
    }

    @Test
    void capsOfTheFilterAndOfLimitsHoldBoth() {
        byte[] content = encoded("gzip", new byte[200_000]);
        assertThat(post("max-decompression-ratio 1000", "gzip", content).reply().status())
                .as("the ratio of limits is smaller")
                .isEqualTo(413);
        assertThat(post("", "gzip", content, NO_RATIO).reply().status()).isEqualTo(200);
        assertThat(post("max-decompression-ratio 100", "gzip", content, NO_RATIO)
                        .reply()
                        .status())
                .isEqualTo(413);
        assertThat(post(
                                "",
                                "gzip",
                                content,
                                Piece.limits("max-decompression-ratio 1000\nmax-decompressed-size-bytes 199999"))
                        .reply()
                        .status())
                .isEqualTo(413);
        assertThat(post(
                                "",
                                "gzip",
                                content,
                                Piece.limits("max-decompression-ratio 1000\nmax-decompressed-size-bytes 200000"))
                        .reply()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void filterAllowsTenMebibytesByItself() {
        Piece longBodies = Piece.limits("max-body-size \"20MiB\"");
        byte[] octets = new byte[10 * MIB];
        new java.util.Random(1).nextBytes(octets);
        byte[] content = encoded("zstd", octets);
        assertThat(post("", "zstd", content, longBodies).reply().status()).isEqualTo(200);
        byte[] more = encoded("zstd", java.util.Arrays.copyOf(octets, octets.length + 1));
        assertThat(post("", "zstd", more, longBodies).reply().status()).isEqualTo(413);
    }

    @Test
    void littleContentMayBecomeManyTimesAsLong() {
        assertThat(post("", "gzip", encoded("gzip", " ".repeat(60_000))).reply().status())
                .isEqualTo(200);
    }

    /** A frame may ask for a window of gigabytes before it has an octet. */
    @Test
    void windowThatNoDecoderNeedsIsRefused() {
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) 0xa0, 1, 0, 0};
        assertThat(post("", "zstd", zstd).count("zstd", "size")).isEqualTo(1);
        byte[] brotli = {0x0f, 1, 2, 3, 4};
        assertThat(post("", "br", brotli).count("br", "size")).isEqualTo(1);
    }

    /** Octets that yield nothing are not kept without end for the origin. */
    @Test
    void octetsThatYieldNothingAreNotGathered() {
        byte[] skipped = new byte[MIB];
        skipped[0] = 0x50;
        skipped[1] = 0x2a;
        skipped[2] = 0x4d;
        skipped[3] = 0x18;
        skipped[6] = 0x0f;
        assertThat(post("forward \"original\"", "zstd", skipped).reply().status())
                .isEqualTo(400);
    }

    @Test
    void onlySoManyAreDecompressedAtOnceAndAllAreGivenBack() {
        byte[] content = encoded("gzip", "abc");
        String head = Messages.postWith("Content-Encoding: gzip\r\nContent-Length: " + content.length + "\r\n", "");
        try (TestOrigin origin = TestOrigin.scripted(request -> Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Decompressing.pieces("", Piece.limits("max-concurrent-decompressions 1")));
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            first.send(head);
            origin.awaitConnections(1);
            second.send(head).trySend(content);
            assertThat(second.read().status()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_decompression_decoders", 1.0)
                    .containsEntry("zentinel_blocked_requests_total{reason=\"decoders_exhausted\"}", 1.0));
            first.abort();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_decompression_decoders", 0.0)
                    .containsEntry("zentinel_decompression_total{encoding=\"gzip\",result=\"unfinished\"}", 1.0));
            try (RawClient third = proxy.connect()) {
                assertThat(third.send(head).send(content).read().status()).isEqualTo(200);
            }
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_decompression_octets_total{direction=\"out\",encoding=\"gzip\"}", 3.0)
                    .containsKey("zentinel_decompression_ratio{encoding=\"gzip\"}"));
        }
    }

    @Test
    void decodersAreGivenBackOnceTheContentIsDecodedHoweverLongTheAnswerTakes() {
        CountDownLatch goOn = new CountDownLatch(1);
        byte[] content = encoded("gzip", encoded("br", "abc"));
        String head = Messages.postWith("Content-Encoding: br, gzip\r\nContent-Length: " + content.length + "\r\n", "");
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().startsWith("/slow")
                        ? List.of(
                                Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"),
                                new Step.WaitFor(goOn),
                                Step.send("k"))
                        : List.of(Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Decompressing.pieces("", Piece.limits("max-concurrent-decompressions 2")));
                RawClient slow = proxy.connect();
                RawClient other = proxy.connect()) {
            slow.send(head.replace("POST /", "POST /slow")).send(content);
            await().untilAsserted(() -> assertThat(origin.requests()).hasSize(1));
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_decompression_decoders", 0.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 1.0));
            assertThat(other.send(head).send(content).read().status()).isEqualTo(200);
            goOn.countDown();
            assertThat(slow.read().body()).isEqualTo("ok");
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_decompression_decoders", 0.0)
                    .containsEntry("zentinel_decompression_total{encoding=\"several\",result=\"success\"}", 2.0));
        }
    }
}
