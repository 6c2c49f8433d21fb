package io.zentinelproxy.core.wire.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStream;
import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request on a route that decompresses.
 *
 * @param request as the origin got it, or null where it got none
 * @param content that the origin got, or null
 * @param octetsAtOrigin that reached it in all
 * @param metrics at the end
 */
record Decompressing(
        Reply reply,
        @Nullable ReceivedRequest request,
        @Nullable Body content,
        long octetsAtOrigin,
        Map<String, Double> metrics) {

    static Piece[] pieces(String filterKeys, Piece... more) {
        List<Piece> all = new ArrayList<>(List.of(more));
        all.add(Piece.filters("filter \"d\" {\ntype \"decompress\"\n" + filterKeys + "\n}"));
        all.add(Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\nfilters \"d\"\n}"));
        return all.toArray(Piece[]::new);
    }

    /** Sends content that is said to be in these codings. */
    static Decompressing post(String keys, String codings, byte[] content, Piece... more) {
        return post(
                keys,
                "Content-Encoding: " + codings + "\r\nContent-Length: " + content.length + "\r\n",
                content,
                true,
                more);
    }

    /** @param complete whether all of the content is there that the head speaks of */
    static Decompressing post(String keys, String fieldLines, byte[] content, boolean complete, Piece... more) {
        try (TestOrigin origin = TestOrigin.scripted(request -> Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(keys, more));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(fieldLines, ""));
            client.trySend(content);
            if (!complete) {
                client.halfClose();
            }
            Reply reply = client.read();
            boolean passed = reply.status() == 200;
            return new Decompressing(
                    reply,
                    passed ? origin.onlyRequest() : null,
                    passed ? origin.onlyRequest().content() : null,
                    origin.receivedOctets(),
                    atTheEnd(proxy));
        }
    }

    /** What the metrics say once nothing is under way any more. */
    private static Map<String, Double> atTheEnd(RunningProxy proxy) {
        await().untilAsserted(() ->
                assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
        return MetricSamples.of(proxy);
    }

    double count(String encoding, String result) {
        return metrics.getOrDefault(
                "zentinel_decompression_total{encoding=\"" + encoding + "\",result=\"" + result + "\"}", 0.0);
    }

    static byte[] encoded(String coding, String text) {
        return encoded(coding, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] encoded(String coding, byte[] octets) {
        return stream(coding, 1, octets);
    }

    /** The octets so many times in one stream. */
    static byte[] stream(String coding, int times, byte[] octets) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (OutputStream encoder = encoder(coding, to)) {
            for (int i = 0; i < times; i++) {
                encoder.write(octets);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to.toByteArray();
    }

    private static OutputStream encoder(String coding, OutputStream to) throws IOException {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPOutputStream(to);
            case "deflate" -> new DeflaterOutputStream(to);
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(to, new Encoder.Parameters().setQuality(1));
            }
            case "zstd" -> new ZstdOutputStream(to);
            default -> throw new AssertionError(coding);
        };
    }
}
