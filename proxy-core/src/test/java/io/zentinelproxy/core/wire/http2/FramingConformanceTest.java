package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.testkit.h2.H2Code.COMPRESSION_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.FRAME_SIZE_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.PROTOCOL_ERROR;
import static io.zentinelproxy.core.wire.http2.Conformance.answered;
import static io.zentinelproxy.core.wire.http2.Conformance.connectionError;
import static io.zentinelproxy.core.wire.http2.Conformance.eitherError;
import static io.zentinelproxy.core.wire.http2.Conformance.ignored;
import static io.zentinelproxy.core.wire.http2.Conformance.of;

import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113 sections 4 and 5.5: frames, their sizes, field blocks, extensions. */
class FramingConformanceTest {
    private static final HpackBlock GET = HpackBlock.request("GET", "/");

    private static Conformance conformance;

    @BeforeAll
    static void start() {
        conformance = new Conformance();
    }

    @AfterAll
    static void stop() {
        conformance.close();
    }

    private static H2Frame ofSize(int type, int stream, int octets) {
        return new H2Frame(type, 0, stream, new byte[octets]);
    }

    /** Sends these inside of a field block of stream 1. */
    private static Consumer<H2Client> inABlock(H2Frame frame) {
        return client -> {
            client.nextStream();
            client.send(H2Frame.headers(1, GET.octets(), H2Frame.END_STREAM));
            client.trySend(frame, H2Frame.continuation(1, new byte[0], true));
        };
    }

    private static Consumer<H2Client> sends(H2Frame... frames) {
        return client -> client.send(frames);
    }

    private static Consumer<H2Client> onOpenStream(H2Frame frame) {
        return client -> {
            client.open("POST", "/");
            client.send(frame);
        };
    }

    static Stream<Arguments> frames() {
        return Stream.of(
                of("4.1 a frame of unknown type is ignored", sends(new H2Frame(0x16, 0, 0, new byte[8])), ignored()),
                of(
                        "4.1 of unknown type on a stream that is idle",
                        sends(new H2Frame(0x16, 0xff, 7, new byte[8])),
                        ignored()),
                of(
                        "4.1 flags without meaning are ignored",
                        sends(new H2Frame(H2Frame.PING, 0x16, 0, new byte[8])),
                        ignored()),
                of("4.1 flags without meaning in HEADERS are ignored", client -> client.open(GET, true), answered(1)),
                of(
                        "4.1 the reserved bit is ignored",
                        client -> client.sendRaw(H2Frame.octets(8, H2Frame.PING, 0, Integer.MIN_VALUE, new byte[8])),
                        ignored()),
                of(
                        "4.2 DATA of 2^14 octets is taken",
                        client -> client.open("POST", "/").data("x".repeat(16_384), true),
                        answered(1)),
                of(
                        "4.2 DATA of more is not",
                        client -> client.open("POST", "/").data("x".repeat(16_385), true),
                        eitherError(1, FRAME_SIZE_ERROR)),
                of("4.2 HEADERS of more", sends(ofSize(H2Frame.HEADERS, 1, 16_385)), connectionError(FRAME_SIZE_ERROR)),
                of(
                        "4.2 SETTINGS of more",
                        sends(ofSize(H2Frame.SETTINGS, 0, 16_386)),
                        connectionError(FRAME_SIZE_ERROR)),
                of("4.2 an unknown frame of more", sends(ofSize(0x16, 0, 16_385)), connectionError(FRAME_SIZE_ERROR)),
                of(
                        "4.2 a frame that only says it is of 16 MiB",
                        client -> client.sendRaw(H2Frame.octets(0xffffff, H2Frame.DATA, 0, 1, new byte[0])),
                        connectionError(FRAME_SIZE_ERROR, PROTOCOL_ERROR)),
                of(
                        "5.5 PRIORITY_UPDATE is an extension that is known",
                        sends(H2Frame.priorityUpdate(1, "u=1")),
                        ignored()),
                of("5.5 ORIGIN, ALTSVC and others are not", sends(ofSize(0xa, 0, 9), ofSize(0xc, 0, 9)), ignored()));
    }

    static Stream<Arguments> sizes() {
        return Stream.of(
                of(
                        "6.1 padded DATA of no octet",
                        onOpenStream(new H2Frame(H2Frame.DATA, H2Frame.PADDED, 1, new byte[0])),
                        connectionError(FRAME_SIZE_ERROR, PROTOCOL_ERROR)),
                of(
                        "6.2 padded HEADERS of no octet",
                        sends(new H2Frame(H2Frame.HEADERS, H2Frame.PADDED | H2Frame.END_HEADERS, 1, new byte[0])),
                        connectionError(FRAME_SIZE_ERROR, PROTOCOL_ERROR)),
                of(
                        "6.2 HEADERS with half a priority",
                        sends(new H2Frame(H2Frame.HEADERS, H2Frame.PRIORITIZED | H2Frame.END_HEADERS, 1, new byte[4])),
                        connectionError(FRAME_SIZE_ERROR, PROTOCOL_ERROR)),
                of(
                        "6.3 PRIORITY of 4 octets",
                        onOpenStream(ofSize(H2Frame.PRIORITY, 1, 4)),
                        eitherError(1, FRAME_SIZE_ERROR)),
                of(
                        "6.3 PRIORITY of 6 octets",
                        onOpenStream(ofSize(H2Frame.PRIORITY, 1, 6)),
                        eitherError(1, FRAME_SIZE_ERROR)),
                of(
                        "6.4 RST_STREAM of 3 octets",
                        onOpenStream(ofSize(H2Frame.RST_STREAM, 1, 3)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.4 RST_STREAM of 5 octets",
                        onOpenStream(ofSize(H2Frame.RST_STREAM, 1, 5)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.5 SETTINGS of 5 octets",
                        sends(ofSize(H2Frame.SETTINGS, 0, 5)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.5 SETTINGS of 7 octets",
                        sends(ofSize(H2Frame.SETTINGS, 0, 7)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.5 SETTINGS that acknowledge and say something",
                        sends(H2Frame.settings(1, 0).withFlags(H2Frame.ACK)),
                        connectionError(FRAME_SIZE_ERROR)),
                of("6.7 PING of 7 octets", sends(ofSize(H2Frame.PING, 0, 7)), connectionError(FRAME_SIZE_ERROR)),
                of("6.7 PING of 9 octets", sends(ofSize(H2Frame.PING, 0, 9)), connectionError(FRAME_SIZE_ERROR)),
                of("6.7 PING of none", sends(ofSize(H2Frame.PING, 0, 0)), connectionError(FRAME_SIZE_ERROR)),
                of("6.8 GOAWAY of 7 octets", sends(ofSize(H2Frame.GOAWAY, 0, 7)), connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.9 WINDOW_UPDATE of 3 octets",
                        sends(ofSize(H2Frame.WINDOW_UPDATE, 0, 3)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.9 WINDOW_UPDATE of 5 octets",
                        sends(ofSize(H2Frame.WINDOW_UPDATE, 0, 5)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "6.9 WINDOW_UPDATE of 3 octets on a stream",
                        onOpenStream(ofSize(H2Frame.WINDOW_UPDATE, 1, 3)),
                        connectionError(FRAME_SIZE_ERROR)),
                of(
                        "RFC 9218 7.1 PRIORITY_UPDATE of 3 octets",
                        sends(ofSize(H2Frame.PRIORITY_UPDATE, 0, 3)),
                        connectionError(FRAME_SIZE_ERROR)));
    }

    static Stream<Arguments> blocks() {
        H2Frame other = H2Frame.headers(3, GET, true);
        return Stream.of(
                of(
                        "4.3 a block that is none",
                        sends(H2Frame.headers(1, new HpackBlock().raw(0x80), true)),
                        connectionError(COMPRESSION_ERROR)),
                of(
                        "4.3 a block that ends within a field",
                        sends(H2Frame.headers(1, new HpackBlock().raw(0x40, 0x05, 'a'), true)),
                        connectionError(COMPRESSION_ERROR)),
                of(
                        "4.3 a block in pieces, the last of them empty",
                        inABlock(H2Frame.continuation(1, new byte[0], false)),
                        answered(1)),
                of("4.3 DATA within a block", inABlock(H2Frame.data(1, "x", false)), connectionError(PROTOCOL_ERROR)),
                of("4.3 HEADERS of another stream within a block", inABlock(other), connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 HEADERS of this stream within a block",
                        inABlock(H2Frame.headers(1, GET, true)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 PRIORITY within a block",
                        inABlock(H2Frame.priority(1, 0, 15)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 RST_STREAM within a block",
                        inABlock(H2Frame.reset(1, H2Code.CANCEL)),
                        connectionError(PROTOCOL_ERROR)),
                of("4.3 SETTINGS within a block", inABlock(H2Frame.settings()), connectionError(PROTOCOL_ERROR)),
                of("4.3 PING within a block", inABlock(H2Frame.ping("12345678")), connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 WINDOW_UPDATE within a block",
                        inABlock(H2Frame.windowUpdate(0, 1000)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 GOAWAY within a block",
                        inABlock(H2Frame.goAway(0, H2Code.NO_ERROR)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "4.3 CONTINUATION of another stream",
                        inABlock(H2Frame.continuation(3, new byte[0], true)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "5.5 an unknown frame within a block",
                        inABlock(ofSize(0x16, 1, 8)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION on stream 0",
                        inABlock(H2Frame.continuation(0, new byte[0], true)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION of nothing",
                        sends(H2Frame.continuation(1, GET.octets(), true)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION on stream 0 of nothing",
                        sends(H2Frame.continuation(0, GET.octets(), true)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION behind the end of a block",
                        client -> {
                            client.open("POST", "/");
                            client.send(H2Frame.continuation(
                                    1, HpackBlock.of("x", "y").octets(), true));
                        },
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION behind one that was the last",
                        client -> {
                            client.send(
                                    H2Frame.headers(1, GET.octets(), 0), H2Frame.continuation(1, new byte[0], true));
                            client.send(H2Frame.continuation(
                                    1, HpackBlock.of("x", "y").octets(), true));
                        },
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.10 CONTINUATION behind DATA",
                        client -> {
                            client.open("POST", "/").data("x", false);
                            client.send(H2Frame.continuation(
                                    1, HpackBlock.of("x", "y").octets(), true));
                        },
                        connectionError(PROTOCOL_ERROR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"frames", "sizes", "blocks"})
    void framing(String name, Consumer<H2Client> does, Conformance.Outcome outcome) {
        conformance.check(does, outcome);
    }
}
