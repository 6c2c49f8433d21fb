package io.zentinelproxy.core.wire.compress;

import static io.zentinelproxy.core.wire.compress.Decompressing.encoded;
import static io.zentinelproxy.core.wire.compress.Decompressing.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the filter {@code decompress}, and which content is none. */
class DecompressFilterTest {
    private static final String TEXT = words(50_000);

    /** Content that does not compress much, so that it takes many pieces. */
    private static String words(int length) {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36)).append(' ');
        }
        return text.toString();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "zstd"})
    void originGetsTheContentWithoutItsCoding(String coding) {
        Decompressing sent = post("", coding, encoded(coding, TEXT));
        assertThat(sent.reply().status()).isEqualTo(200);
        assertThat(sent.content().text()).isEqualTo(TEXT);
        assertThat(sent.content().framing()).isEqualTo(Body.Framing.CHUNKED);
        assertThat(sent.request().fields().has("Content-Encoding")).isFalse();
        assertThat(sent.request().fields().has("Content-Length")).isFalse();
        assertThat(sent.count(coding.equals("x-gzip") ? "gzip" : coding, "success"))
                .isEqualTo(1);
    }

    @Test
    void digestsOfOctetsThatTheOriginDoesNotGetGo() {
        byte[] content = encoded("gzip", TEXT);
        Decompressing sent = post(
                "",
                "Content-Encoding: gzip\r\nContent-Digest: sha-256=:x:\r\nX-Other: stays\r\nContent-Length: "
                        + content.length + "\r\n",
                content,
                true);
        assertThat(sent.request().fields().has("Content-Digest")).isFalse();
        assertThat(sent.request().fields().only("X-Other")).isEqualTo("stays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void originalOctetsAreForwardedWhereThatIsAsked(String coding) {
        byte[] content = encoded(coding, TEXT);
        Decompressing sent = post("forward \"original\"", coding, content);
        assertThat(sent.content().octets()).isEqualTo(content);
        assertThat(sent.content().framing()).isEqualTo(Body.Framing.LENGTH);
        assertThat(sent.request().fields().only("Content-Encoding")).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decoded", "original"})
    void filtersSeeWhatIsInTheContent(String forward, @TempDir Path directory) {
        LogFile log = new LogFile(directory.resolve("application.log"));
        byte[] content = encoded("br", TEXT);
        try (TestOrigin origin = TestOrigin.scripted(request -> Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.observability("access-log { enabled #false; }\nmetrics { enabled #false; }\n"
                                + "logging { format \"json\"; level \"info\"; file \"" + log.path() + "\"; }"),
                        Piece.filters("filter \"d\" { type \"decompress\"; forward \"" + forward + "\"; }\n"
                                + "filter \"l\" { type \"log\"; log-body #true; log-response #false; }"),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n"
                                + "filters \"l\" \"d\"\n}"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Encoding: br\r\nContent-Length: " + content.length + "\r\n", ""));
            assertThat(client.send(content).read().status()).isEqualTo(200);
            LogFile.Line seen = log.awaitLines(2).stream()
                    .map(LogFile.Line::parse)
                    .filter(line -> line.text("message").equals("request content"))
                    .findFirst()
                    .orElseThrow();
            assertThat(seen.text("content")).isEqualTo(TEXT.substring(0, 4096));
            assertThat(seen.number("octets")).isEqualTo(TEXT.length());
        }
    }

    @Test
    void codingsAreTakenOffInTheOrderInWhichTheyWereApplied() {
        byte[] twice = encoded("br", encoded("gzip", TEXT));
        assertThat(post("", "gzip, br", twice).content().text()).isEqualTo(TEXT);
        assertThat(post("", "gzip\r\nContent-Encoding: identity, br", twice)
                        .content()
                        .text())
                .isEqualTo(TEXT);
        assertThat(post("", "br, gzip", twice).reply().status()).isEqualTo(400);
    }

    @Test
    void contentInMoreThanTwoCodingsIsRefused() {
        byte[] thrice = encoded("gzip", encoded("gzip", encoded("gzip", TEXT)));
        assertThat(post("", "gzip, gzip, gzip", thrice).reply().status()).isEqualTo(415);
    }

    @Test
    void contentInACodingThatIsNotKnownIsRefusedUnlessItMayPass() {
        Decompressing refused = post("", "compress", bytes("abc"));
        assertThat(refused.reply().status()).isEqualTo(415);
        assertThat(refused.metrics())
                .containsEntry("zentinel_blocked_requests_total{reason=\"unsupported_coding\"}", 1.0);
        assertThat(refused.count("other", "unsupported")).isEqualTo(1);
        Decompressing passed = post("unknown-encoding \"pass\"", "compress", bytes("abc"));
        assertThat(passed.content().text()).isEqualTo("abc");
        assertThat(passed.request().fields().only("Content-Encoding")).isEqualTo("compress");
    }

    @Test
    void contentWithoutACodingPassesWithItsLength() {
        assertThat(post("", "identity", bytes("abc")).content().framing()).isEqualTo(Body.Framing.LENGTH);
        Decompressing plain = post("", "Content-Length: 3\r\n", bytes("abc"), true);
        assertThat(plain.content().text()).isEqualTo("abc");
    }

    @Test
    void emptyContentIsNotInAnyCoding() {
        assertThat(post("", "gzip", new byte[0]).reply().status()).isEqualTo(200);
    }

    @Test
    void membersAndFramesMayFollowEachOther() {
        for (String coding : new String[] {"gzip", "zstd"}) {
            byte[] two = joined(encoded(coding, "one "), encoded(coding, ""), encoded(coding, "two"));
            assertThat(post("", coding, two).content().text()).as(coding).isEqualTo("one two");
        }
    }

    @Test
    void headerOfGzipMayHaveAllItsParts() {
        byte[] plain = encoded("gzip", "abc");
        byte[] header = {0x1f, (byte) 0x8b, 8, 0x1f, 1, 2, 3, 4, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 'c', 0, 1, 2};
        byte[] all = joined(header, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(post("", "gzip", all).content().text()).isEqualTo("abc");
        byte[] longName =
                joined(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3}, bytes("n".repeat(5000)), new byte[] {0});
        assertThat(post("", "gzip", longName).reply().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void contentThatEndsTooEarlyIsRefused(String coding) {
        byte[] whole = encoded(coding, TEXT);
        for (int length : new int[] {1, whole.length / 2, whole.length - 1}) {
            Decompressing sent = post("", coding, Arrays.copyOf(whole, length));
            assertThat(sent.reply().status()).as("%d octets", length).isEqualTo(400);
            assertThat(sent.count(coding, "broken")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void octetsBehindTheEndAreRefused(String coding) {
        byte[] whole = joined(encoded(coding, TEXT), bytes("garbage behind the end"));
        Decompressing sent = post("", coding, whole);
        assertThat(sent.reply().status()).isEqualTo(400);
        assertThat(sent.metrics()).containsEntry("zentinel_blocked_requests_total{reason=\"broken_coding\"}", 1.0);
        assertThat(post("forward \"original\"", coding, whole).reply().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void octetsThatAreNotInTheCodingAreRefused(String coding) {
        assertThat(post("", coding, bytes("no coding at all")).reply().status()).isEqualTo(400);
        byte[] damaged = encoded(coding, TEXT);
        for (int at = damaged.length / 2; at < damaged.length / 2 + 64; at++) {
            damaged[at] ^= 0x55;
        }
        Decompressing sent = post("", coding, damaged);
        boolean noticed = sent.reply().status() == 400;
        assertThat(noticed
                        || !coding.equals("gzip")
                                && !coding.equals("deflate")
                                && !sent.content().text().equals(TEXT))
                .as("formats without a checksum cannot notice all")
                .isTrue();
    }

    @Test
    void contentThatBreaksOffEndsAsWithoutTheFilter() {
        byte[] whole = encoded("gzip", TEXT);
        try (TestOrigin origin = TestOrigin.scripted(request -> Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Decompressing.pieces(""));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Encoding: gzip\r\nContent-Length: " + whole.length + "\r\n", ""));
            client.send(Arrays.copyOf(whole, whole.length / 2));
            origin.awaitConnections(1);
            client.abort();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void clientThatWaitsToBeAskedIsAsked() {
        byte[] content = encoded("gzip", TEXT);
        try (TestOrigin origin = TestOrigin.scripted(request -> Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.filters("filter \"d\" { type \"decompress\"; }"),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n"
                                + "filters \"d\"\npolicies { buffer-requests #true; }\n}"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(
                    "Content-Encoding: gzip\r\nExpect: 100-continue\r\nContent-Length: " + content.length + "\r\n",
                    ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            Reply reply = client.send(content).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(origin.onlyRequest().content().text()).isEqualTo(TEXT);
        }
    }

    @Test
    void contentThatIsSentAgainIsDecodedOnce() {
        byte[] content = encoded("gzip", TEXT);
        try (TestOrigin origin = TestOrigin.inOrder(
                        java.util.List.of(
                                new io.zentinelproxy.core.testkit.Step.ReadBody(),
                                io.zentinelproxy.core.testkit.Step.send(
                                        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")),
                        Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.filters("filter \"d\" { type \"decompress\"; }"),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\n"
                                + "filters \"d\"\nretry-policy { max-attempts 2; retryable-status-codes 503; }\n}"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Encoding: gzip\r\nContent-Length: " + content.length + "\r\n", "")
                    .replace("POST", "PUT"));
            assertThat(client.send(content).read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
            assertThat(origin.requests().getLast().content().text()).isEqualTo(TEXT);
        }
    }
}
