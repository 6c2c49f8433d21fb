package io.zentinelproxy.core.wire.http2;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** WebSockets over streams (RFC 8441 section 5), and origins that take them, in either version. */
final class StreamWebSockets {
    static final byte[] HELLO = WebSockets.masked(WebSockets.TEXT, "hello");
    static final byte[] WORLD = WebSockets.plain(WebSockets.TEXT, "world");

    private StreamWebSockets() {}

    /** What asks for one. */
    static HpackBlock block(String scheme, String path, String... fields) {
        return HpackBlock.of(
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        scheme,
                        ":authority",
                        "a.test",
                        ":path",
                        path,
                        "sec-websocket-version",
                        "13")
                .fields(fields);
    }

    static H2Stream ask(H2Client client, String path, String... fields) {
        return client.open(block("http", path, fields), false);
    }

    /** A stream that is a WebSocket. */
    static H2Stream open(H2Client client, String path) {
        H2Stream stream = ask(client, path);
        H2Reply reply = stream.awaitHead();
        if (reply.status() != 200) {
            throw new AssertionError("not opened: " + reply);
        }
        return stream;
    }

    /** An origin of HTTP/1.1 that switches, with these fields, then takes these steps, then reads on until the end. */
    static TestOrigin switchingWith(String fieldLines, Step... steps) {
        return TestOrigin.scripted(request -> {
            List<Step> all = new ArrayList<>(List.of(Step.send(answer(request, fieldLines))));
            all.addAll(List.of(steps));
            all.add(new Step.AwaitClose());
            return all;
        });
    }

    static TestOrigin switching(Step... steps) {
        return switchingWith("", steps);
    }

    private static String answer(ReceivedRequest request, String fieldLines) {
        return WebSockets.answerWith(
                "Sec-WebSocket-Accept: " + acceptOf(request.field("Sec-WebSocket-Key")) + "\r\n" + fieldLines);
    }

    /** RFC 6455 section 4.2.2. */
    static String acceptOf(String key) {
        try {
            byte[] octets = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An origin of HTTP/2 that accepts, with these fields, and leaves the stream to the test. */
    static H2Origin accepting(String... fields) {
        return H2Origin.doing(H2Step.head(200, fields)).with(TAKING);
    }

    /** A peer that takes extended CONNECT. */
    static final H2Options TAKING = H2Options.USUAL.with(H2Options.ENABLE_CONNECT_PROTOCOL, 1);

    /** A proxy in front of an origin that is spoken to in HTTP/2 alone. */
    static RunningProxy inFrontOf(H2Origin origin, Piece... more) {
        return RunningProxy.inFrontOf(origin.address(), with(more, WebSockets.route(""), overHttp2("")));
    }

    /** The upstream speaks HTTP/2 alone. */
    static Piece overHttp2(String keys) {
        return Piece.upstream("http-version { min-version 2\n" + keys + "\n}");
    }

    static RunningProxy inFrontOf(TestOrigin origin, Piece... more) {
        return RunningProxy.inFrontOf(origin, with(more, WebSockets.route("")));
    }

    private static Piece[] with(Piece[] more, Piece... usual) {
        List<Piece> all = new ArrayList<>(List.of(usual));
        all.addAll(List.of(more));
        return all.toArray(Piece[]::new);
    }
}
