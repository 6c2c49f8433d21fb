package io.zentinelproxy.core.wire.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.github.luben.zstd.ZstdInputStream;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** One exchange on a route that compresses: what the origin says, and what a client gets of it. */
record Compressing(String keys, String request, String answer) {
    /** Text that is worth compressing, longer than the least size. */
    static final String TEXT = "All happy families are alike. ".repeat(100);

    static final String HTML = "Content-Type: text/html\r\n";

    /** The exchange of a client that accepts this with an origin that sends text of HTML. */
    static Compressing accepting(String codings) {
        return new Compressing("", Messages.getWith("Accept-Encoding: " + codings + "\r\n"), html(""));
    }

    static String html(String fieldLines) {
        return Messages.okWith(HTML + "Content-Length: " + TEXT.length() + "\r\n" + fieldLines, TEXT);
    }

    Compressing with(String filterKeys) {
        return new Compressing(filterKeys, request, answer);
    }

    Compressing asking(String octets) {
        return new Compressing(keys, octets, answer);
    }

    Compressing answered(String octets) {
        return new Compressing(keys, request, octets);
    }

    static Piece[] pieces(String filterKeys, Piece... more) {
        List<Piece> all = new ArrayList<>(List.of(more));
        all.add(Piece.filters("filter \"c\" {\ntype \"compress\"\n" + filterKeys + "\n}"));
        all.add(Piece.routes("route \"r\" {\nmatches { path-prefix \"/\"; }\nupstream \"origin\"\nfilters \"c\"\n}"));
        return all.toArray(Piece[]::new);
    }

    /** The answer, of a connection that serves on behind it. */
    Reply send() {
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces(keys));
                RawClient client = proxy.connect()) {
            String method = request.substring(0, request.indexOf(' '));
            Reply reply = client.send(request).readAnswerTo(method);
            if (!"close".equals(reply.fields().has("Connection") ? reply.field("Connection") : "")) {
                client.send(request).readAnswerTo(method);
            }
            return reply;
        }
    }

    static String decoded(Reply reply) {
        return decoded(reply.field("Content-Encoding"), reply.content().octets());
    }

    static String decoded(String coding, byte[] octets) {
        try (InputStream decoder = decoder(coding, new ByteArrayInputStream(octets))) {
            return new String(decoder.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What can be read of a stream that has not ended. */
    static String readable(String coding, byte[] octets, int length) throws IOException {
        if (!coding.equals("br")) {
            return new String(
                    decoder(coding, new ByteArrayInputStream(octets)).readNBytes(length), StandardCharsets.ISO_8859_1);
        }
        DecoderJNI.Wrapper decoder = new DecoderJNI.Wrapper(octets.length);
        decoder.getInputBuffer().put(octets);
        decoder.push(octets.length);
        StringBuilder text = new StringBuilder();
        while (decoder.hasOutput()) {
            text.append(StandardCharsets.ISO_8859_1.decode(decoder.pull()));
        }
        decoder.destroy();
        return text.toString();
    }

    static InputStream decoder(String coding, InputStream from) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(from);
            case "deflate" -> new InflaterInputStream(from);
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliInputStream(from);
            }
            case "zstd" -> new ZstdInputStream(from);
            default -> throw new AssertionError("no coding of ours: " + coding);
        };
    }
}
