package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * RFC 9113 section 5.2. That nothing is ever sent beyond a window is looked at by the client of the kit, in every test; here is what
 * windows do to answers and to uploads.
 */
class FlowControlTest {
    private static final int LONG = 1_000_000;

    /** Answers with so much of the pattern. */
    private static TestOrigin answeringPattern(int octets) {
        return TestOrigin.doing(
                new Step.ReadBody(),
                Step.send(Messages.okWith("Content-Length: " + octets + "\r\n", "")),
                new Step.SendPattern(octets));
    }

    @Test
    void anAnswerWaitsForItsWindow() {
        try (TestOrigin origin = answeringPattern(10);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(0))) {
            H2Stream stream = client.get("/");
            stream.awaitHead();
            client.roundTrip();
            assertThat(stream.content().length()).isZero();
            stream.allow(1);
            stream.awaitContent(1);
            stream.allow(8);
            stream.awaitContent(9);
            client.roundTrip();
            assertThat(stream.content().length()).isEqualTo(9);
            stream.allow(1);
            assertThat(stream.awaitReply().content().octets()).isEqualTo(Pattern.octets(10));
        }
    }

    /** Only content takes room in a window: section 6.9. */
    @Test
    void whatHasNoContentNeedsNoWindow() {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Content-Length: 0\r\n", ""));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(0))) {
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            assertThat(client.request("HEAD", "/").awaitReply().status()).isEqualTo(200);
        }
    }

    @Test
    void settingsOpenTheWindowsOfStreamsThatAreOpen() {
        try (TestOrigin origin = answeringPattern(LONG);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(0))) {
            H2Stream one = client.get("/1");
            H2Stream two = client.get("/2");
            one.awaitHead();
            two.awaitHead();
            client.send(H2Frame.settings(H2Options.INITIAL_WINDOW_SIZE, 30_000));
            one.awaitContent(30_000);
            two.awaitContent(30_000);
            client.roundTrip();
            assertThat(one.content().length()).isEqualTo(30_000);
            one.reset(H2Code.CANCEL);
            two.reset(H2Code.CANCEL);
        }
    }

    /** Section 6.9.2: a window may be less than nothing, and is paid back first. */
    @Test
    void settingsMayLeaveAWindowBelowZero() {
        try (TestOrigin origin = answeringPattern(LONG);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(20_000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(20_000);
            client.send(H2Frame.settings(H2Options.INITIAL_WINDOW_SIZE, 5_000));
            client.awaitSettingsAcks(2);
            stream.allow(15_000);
            client.roundTrip();
            assertThat(stream.content().length())
                    .as("the window is back at nothing")
                    .isEqualTo(20_000);
            stream.allow(7);
            stream.awaitContent(20_007);
            client.roundTrip();
            assertThat(stream.content().length()).isEqualTo(20_007);
            stream.reset(H2Code.CANCEL);
        }
    }

    @Test
    void aStreamThatIsNotTakenStopsNoOther() {
        try (TestOrigin origin = answeringPattern(50_000);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(0))) {
            client.send(H2Frame.windowUpdate(0, 10_000_000));
            List<H2Stream> stuck = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                stuck.add(client.get("/stuck" + i));
            }
            for (int i = 0; i < 20; i++) {
                H2Stream stream = client.get("/" + i);
                stream.allow(50_000);
                assertThat(stream.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(50_000));
            }
            for (H2Stream stream : stuck) {
                stream.allow(50_000);
                assertThat(stream.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(50_000));
            }
        }
    }

    @Test
    void theWindowOfTheConnectionHoldsForAll() {
        try (TestOrigin origin = answeringPattern(LONG);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(LONG))) {
            H2Stream one = client.get("/1");
            one.awaitContent(65_535);
            H2Stream two = client.get("/2");
            two.awaitHead();
            client.roundTrip();
            assertThat(one.content().length() + two.content().length()).isEqualTo(65_535);
            client.send(H2Frame.windowUpdate(0, 2 * LONG));
            assertThat(one.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(LONG));
            assertThat(two.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(LONG));
        }
    }

    @Test
    void framesAreAsLargeAsThePeerTakesThem() {
        H2Options options =
                H2Options.USUAL.with(H2Options.MAX_FRAME_SIZE, 100_000).with(H2Options.INITIAL_WINDOW_SIZE, LONG);
        try (TestOrigin origin = answeringPattern(LONG);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), options)) {
            assertThat(client.get("/").awaitReply().content().crc32()).isEqualTo(Pattern.crc32(LONG));
        }
    }

    @Test
    void manyMebibytesGoBothWaysAtOnce() {
        int octets = 30_000_000;
        try (TestOrigin origin = answeringPattern(octets);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size 100000000"));
                H2Client client = H2Client.connect(proxy.address())) {
            List<H2Stream> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                H2Stream stream = client.open("POST", "/" + i);
                streams.add(stream);
                Thread.startVirtualThread(() -> stream.sendPattern(octets, true));
            }
            for (H2Stream stream : streams) {
                assertThat(stream.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(octets));
            }
            assertThat(origin.requests())
                    .allSatisfy(request -> assertThat(request.content().crc32()).isEqualTo(Pattern.crc32(octets)));
        }
    }

    /** An origin that does not read holds up its own upload, at the stream's window, and no other. */
    @Test
    void anUploadThatIsNotTakenHoldsUpNoOther() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        int octets = 9_000_000;
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/stuck")
                        ? List.of(new Step.WaitFor(latch), new Step.ReadBody(), Step.send(Messages.OK))
                        : List.of(new Step.ReadBody(), Step.send(Messages.OK)));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stuck = client.open("POST", "/stuck");
            Thread sending = Thread.startVirtualThread(() -> stuck.sendPattern(octets, true));
            origin.awaitRequests(1);
            H2Stream other = client.open("POST", "/other");
            assertThat(other.sendPattern(octets, true)).isTrue();
            assertThat(other.awaitReply().status()).isEqualTo(200);
            assertThat(stuck.sentOnWire())
                    .as("octets of the upload that is stuck")
                    .isLessThan(octets);
            latch.countDown();
            assertThat(stuck.awaitReply().status()).isEqualTo(200);
            sending.join();
            assertThat(origin.requests().getFirst().content().crc32()).isEqualTo(Pattern.crc32(octets));
        }
    }

    /** What is sent on streams that nobody takes content of any more is given back to the window of all. */
    @Test
    void contentThatNobodyTakesDoesNotUseUpTheConnection() {
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/early")
                        ? List.of(
                                Step.send(Messages.okWith("Connection: close\r\nContent-Length: 2\r\n", "ok")),
                                new Step.AwaitClose())
                        : List.of(new Step.ReadBody(), Step.send(Messages.OK)));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.limits("max-body-size 20000000"),
                        Piece.listener("http2 { max-odd-events 100000; connection-window-size \"1MB\"; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            byte[] much = Pattern.octets(60_000);
            for (int i = 0; i < 40; i++) {
                unwanted(client, i, much);
            }
            H2Stream upload = client.open("POST", "/");
            assertThat(upload.sendPattern(10_000_000, true)).isTrue();
            assertThat(upload.awaitReply().status()).isEqualTo(200);
            assertThat(origin.requests().getLast().content().crc32()).isEqualTo(Pattern.crc32(10_000_000));
        }
    }

    /** More than the window of the connection in all: answered early, reset by the client, malformed, too large. */
    private static void unwanted(H2Client client, int i, byte[] much) {
        H2Stream stream = switch (i % 4) {
            case 0 -> client.open("POST", "/early");
            case 1 -> client.open("POST", "/reset");
            case 2 -> client.open("POST", "/malformed", "Upper", "case");
            default -> client.open("POST", "/large", "content-length", "30000000");
        };
        stream.send(much, false);
        switch (i % 4) {
            case 0 -> assertThat(stream.awaitHead().status()).isEqualTo(200);
            case 1 -> stream.reset(H2Code.CANCEL);
            case 2 -> assertThat(stream.awaitReset()).isEqualTo(H2Code.PROTOCOL_ERROR);
            default -> assertThat(stream.awaitHead().status()).isEqualTo(413);
        }
    }

    private static TestOrigin notReading() {
        return TestOrigin.scripted(request -> request.target().equals("/stuck")
                ? List.of(new Step.WaitFor(new CountDownLatch(1)))
                : List.of(new Step.ReadBody(), Step.send(Messages.OK)));
    }

    /** Section 6.9.1: of one stream, an error of the stream. Before it, the kernel takes some megabytes for the origin. */
    @Test
    void moreThanTheWindowOfAStreamResetsIt() {
        try (TestOrigin origin = notReading();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.limits("max-body-size 100000000"),
                        Piece.listener("http2 { stream-window-size 65536; max-odd-events 1000000; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/stuck");
            assertThat(client.setting(H2Options.INITIAL_WINDOW_SIZE)).isEqualTo(65_536);
            for (int i = 0; i < 4000 && stream.reset() == null; i++) {
                client.send(H2Frame.data(stream.id(), Pattern.octets(16_384), false));
            }
            assertThat(stream.awaitReset()).isEqualTo(H2Code.FLOW_CONTROL_ERROR);
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
        }
    }

    /** Of the connection, an error of the connection; padding counts. */
    @Test
    void moreThanTheWindowOfTheConnectionEndsIt() {
        Piece small = Piece.listener("http2 { stream-window-size 65536; connection-window-size 65536; }");
        try (TestOrigin origin = notReading();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, small);
                H2Client client = H2Client.connect(proxy.address())) {
            List<H2Stream> streams = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                streams.add(client.open("POST", "/stuck"));
            }
            boolean taken = true;
            for (int round = 0; round < 4; round++) {
                for (H2Stream stream : streams) {
                    taken = taken && client.trySend(H2Frame.padded(stream.id(), "x".repeat(8_000), 200, false));
                }
            }
            client.awaitClosed();
            assertThat(client.awaitGoAway(H2Code.FLOW_CONTROL_ERROR)).isNotNull();
        }
    }
}
