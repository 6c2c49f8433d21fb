package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames that are legal one by one and ruinous in numbers (CVE-2019-9511 to -9518, CVE-2023-44487, CVE-2024-27316, CVE-2025-8671): all
 * draw on one budget, and whoever has used it up is told ENHANCE_YOUR_CALM and closed. Time stands still here, so that nothing is
 * forgotten meanwhile.
 */
class FloodsTest {
    /** More than any budget at its default bears, and few enough octets that the GOAWAY is not lost behind them. */
    private static final int FLOOD = 700;

    private static final HpackBlock HELD = HpackBlock.request("GET", Conformance.HOLD);
    private static final HpackBlock POST = HpackBlock.request("POST", Conformance.HOLD);

    private static TestOrigin origin() {
        return TestOrigin.scripted(request -> request.target().equals(Conformance.HOLD)
                ? List.of(new Step.AwaitClose())
                : List.of(new Step.ReadBody(), Step.send(Messages.OK)));
    }

    private static Arguments flood(String what, Function<Integer, H2Frame[]> frames) {
        return arguments(what, frames);
    }

    private static Arguments flood(String what, H2Frame... frames) {
        return flood(what, round -> frames);
    }

    private static H2Frame[] frames(H2Frame... frames) {
        return frames;
    }

    /** Number of the stream of this round; stream 1 is open. */
    private static int stream(int round) {
        return 3 + 2 * round;
    }

    static Stream<Arguments> control() {
        return Stream.of(
                flood("SETTINGS", H2Frame.settings()),
                flood("SETTINGS that change windows", H2Frame.settings(4, 65_535)),
                flood("acknowledgements of no SETTINGS", H2Frame.settingsAck()),
                flood("PING", H2Frame.ping("12345678")),
                flood("answers to no PING", H2Frame.ping("12345678").withFlags(H2Frame.ACK)),
                flood("PRIORITY", H2Frame.priority(1, 0, 15)),
                flood("PRIORITY of idle streams", round -> frames(H2Frame.priority(stream(round), 1, 15))),
                flood("PRIORITY_UPDATE", H2Frame.priorityUpdate(1, "u=1")),
                flood("PRIORITY_UPDATE of idle streams", round -> frames(H2Frame.priorityUpdate(stream(round), "u=1"))),
                flood("unknown frames", new H2Frame(0x16, 0, 0, new byte[0])),
                flood("WINDOW_UPDATE of an octet", H2Frame.windowUpdate(0, 1)),
                flood("WINDOW_UPDATE of an octet on a stream", H2Frame.windowUpdate(1, 1)));
    }

    static Stream<Arguments> content() {
        return Stream.of(
                flood("empty DATA", H2Frame.data(1, "", false)),
                flood("DATA of padding alone", H2Frame.padded(1, "", 10, false)),
                flood(
                        "empty CONTINUATION",
                        round -> round == 0
                                ? frames(H2Frame.headers(stream(0), HELD.octets(), 0))
                                : frames(H2Frame.continuation(stream(0), new byte[0], false))),
                flood(
                        "CONTINUATION of an octet",
                        round -> round == 0
                                ? frames(H2Frame.headers(stream(0), HELD.octets(), 0))
                                : frames(H2Frame.continuation(stream(0), new byte[] {0x40}, false))),
                flood(
                        "empty HEADERS, then CONTINUATION",
                        round -> frames(
                                H2Frame.headers(stream(round), new byte[0], H2Frame.END_STREAM),
                                H2Frame.continuation(
                                        stream(round),
                                        HpackBlock.request("GET", "/").octets(),
                                        true))));
    }

    static Stream<Arguments> resets() {
        return Stream.of(
                flood(
                        "rapid reset",
                        round -> frames(
                                H2Frame.headers(stream(round), HELD, true),
                                H2Frame.reset(stream(round), H2Code.CANCEL))),
                flood(
                        "rapid reset of uploads",
                        round -> frames(
                                H2Frame.headers(stream(round), POST, false),
                                H2Frame.data(stream(round), "x", false),
                                H2Frame.reset(stream(round), H2Code.NO_ERROR))),
                flood(
                        "resets of a stream that is reset",
                        round -> round == 0
                                ? frames(H2Frame.headers(stream(0), HELD, true))
                                : frames(H2Frame.reset(stream(0), H2Code.CANCEL))),
                flood("more streams than may be", round -> frames(H2Frame.headers(stream(round), HELD, true))));
    }

    /** CVE-2025-8671, "MadeYouReset": it is the server that resets, and its work that goes on. */
    static Stream<Arguments> provokedResets() {
        return Stream.of(
                provoked("WINDOW_UPDATE of nothing", H2Frame.windowUpdate(1, 0)),
                provoked("WINDOW_UPDATE of too much", H2Frame.windowUpdate(1, 0x7fff_ffffL)),
                provoked("DATA behind the end", H2Frame.data(1, "x", true)),
                provoked("PRIORITY that depends on itself", H2Frame.priority(1, 1, 15)),
                provoked("PRIORITY of the wrong length", new H2Frame(H2Frame.PRIORITY, 0, 1, new byte[4])),
                flood(
                        "malformed requests",
                        round -> frames(
                                H2Frame.headers(stream(round), HpackBlock.request("GET", "/", "Upper", "case"), true))),
                flood(
                        "requests without a pseudo-field",
                        round -> frames(H2Frame.headers(stream(round), HpackBlock.of(":method", "GET"), true))),
                flood(
                        "lengths that are not true",
                        round -> frames(
                                H2Frame.headers(
                                        stream(round), HpackBlock.request("POST", "/", "content-length", "1"), false),
                                H2Frame.data(stream(round), "xyz", true))),
                flood(
                        "trailers that are none",
                        round -> frames(
                                H2Frame.headers(stream(round), POST, false),
                                H2Frame.headers(stream(round), HpackBlock.of(":path", "/"), true))));
    }

    /** A request, and on its stream this frame. */
    private static Arguments provoked(String what, H2Frame frame) {
        return flood(what, round -> {
            byte[] payload = frame.payload().clone();
            if (what.endsWith("itself")) {
                payload[2] = (byte) (stream(round) >> 8);
                payload[3] = (byte) stream(round);
            }
            return frames(
                    H2Frame.headers(stream(round), HELD, true),
                    new H2Frame(frame.type(), frame.flags(), stream(round), payload));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"control", "content", "resets", "provokedResets"})
    void aFloodEndsItsConnection(String what, Function<Integer, H2Frame[]> frames) {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, new HandClock());
                H2Client client = H2Client.connect(proxy.address());
                H2Client other = H2Client.connect(proxy.address())) {
            client.open(POST, false);
            boolean taken = true;
            for (int round = 0; round < FLOOD && taken && !client.hasEnded(); round++) {
                taken = client.trySend(frames.apply(round));
            }
            client.awaitClosed();
            assertThat(client.awaitGoAway(H2Code.ENHANCE_YOUR_CALM)).isNotNull();
            assertThat(other.get("/").awaitReply().body()).as("another client").isEqualTo("ok");
        }
    }

    /** Before the end there is a warning that well-behaved clients heed: three quarters are used up. */
    @Test
    void thereIsAWarningBeforeTheEnd() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, new HandClock());
                H2Client client = H2Client.connect(proxy.address())) {
            for (int sent = 1; client.count(H2Frame.GOAWAY) == 0; sent++) {
                assertThat(sent).isLessThan(FLOOD);
                client.send(H2Frame.settings());
                client.awaitSettingsAcks(sent + 1);
            }
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.NO_ERROR);
        }
    }

    /** What clients in good faith do, for long: none of it may come near the end of the budget. */
    @Test
    void whatIsUsualNeverEndsAConnection() {
        try (TestOrigin origin = origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, new HandClock());
                H2Client client = H2Client.connect(proxy.address())) {
            for (int round = 0; round < 1500; round++) {
                usual(client, round);
            }
            client.roundTrip();
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
        }
    }

    private static void usual(H2Client client, int round) {
        if (round % 20 == 0) {
            client.get(Conformance.HOLD).reset(H2Code.CANCEL);
        }
        if (round % 3 == 0) {
            // As those do that measure round trips while they receive.
            client.send(H2Frame.ping("measured"));
        }
        boolean upload = round % 2 == 0;
        var stream = upload ? client.open("POST", "/").data("abc", false).data("", true) : client.get("/");
        assertThat(stream.awaitReply().body()).isEqualTo("ok");
    }
}
