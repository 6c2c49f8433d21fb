package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code max-concurrent-streams} and the block {@code http2} of a listener allow a client: as announced, and as held to. */
class Http2LimitsTest {
    /** RFC 9113 section 6.9.2. */
    private static final long INITIAL_WINDOW = 65_535;

    @ParameterizedTest
    @CsvSource({"'', 100", "max-concurrent-streams 7, 7"})
    void streamsAtOnceAreAnnounced(String kdl, long announced) {
        assertThat(setting(H2Options.MAX_CONCURRENT_STREAMS, kdl)).isEqualTo(announced);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 65536",
        "http2 { stream-window-size 16384; }, 16384",
        "http2 { stream-window-size \"1MB\"; }, 1048576"
    })
    void theWindowOfAStreamIsAnnounced(String kdl, long announced) {
        assertThat(setting(H2Options.INITIAL_WINDOW_SIZE, kdl)).isEqualTo(announced);
    }

    private static long setting(int identifier, String kdl) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener(kdl));
                H2Client client = H2Client.connect(proxy.address())) {
            return client.setting(identifier);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 6553600",
        "max-concurrent-streams 3, 1048576",
        "max-concurrent-streams 1000, 16777216",
        "http2 { connection-window-size \"128KB\"; }, 131072"
    })
    void theWindowOfAConnectionIsOpenedAsFar(String kdl, long window) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener(kdl));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Frame opened = client.awaitFrame(
                    "WINDOW_UPDATE of the connection",
                    frame -> frame.type() == H2Frame.WINDOW_UPDATE && frame.stream() == 0);
            assertThat(INITIAL_WINDOW + opened.number(0)).isEqualTo(window);
        }
    }

    @Test
    void aStreamMoreThanMayBeAtOnceIsRefusedAndThereIsRoomAgainAfterwards() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("max-concurrent-streams 2"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream first = client.get("/1");
            H2Stream second = client.get("/2");

            assertThat(client.get("/3").awaitReset()).isEqualTo(H2Code.REFUSED_STREAM);
            answer.countDown();
            assertThat(first.awaitReply().body()).isEqualTo("ok");
            assertThat(second.awaitReply().body()).isEqualTo("ok");
            assertThat(client.get("/4").awaitReply().body()).isEqualTo("ok");
            assertThat(origin.requests()).hasSize(3);
        }
    }

    /** Frames of a refused stream may be under way: even one that is wrong costs the others nothing. */
    @Test
    void whatIsStillSentForARefusedStreamEndsNoOther() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("max-concurrent-streams 1"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream first = client.get("/1");
            H2Stream refused = client.get("/2");
            assertThat(refused.awaitReset()).isEqualTo(H2Code.REFUSED_STREAM);

            client.send(new H2Frame(H2Frame.PRIORITY, 0, refused.id(), new byte[4]));
            client.send(H2Frame.priority(refused.id(), refused.id(), 15));
            client.send(H2Frame.windowUpdate(refused.id(), 0));
            client.roundTrip();
            answer.countDown();

            assertThat(first.awaitReply().body()).isEqualTo("ok");
        }
    }

    /**
     * SETTINGS are 20 points, every PING but the first 10, and a few are forgotten meanwhile. The request keeps the connection from
     * ending in order at three quarters.
     */
    @ParameterizedTest
    @CsvSource({"100, 6", "200, 13"})
    void theBudgetOfOddEventsIsAsLargeAsConfigured(int points, int harmless) {
        CountDownLatch never = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(never));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.listener("http2 { max-odd-events " + points + "; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/");
            for (int i = 0; i < harmless; i++) {
                client.roundTrip();
            }
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
            H2Frame[] flood = new H2Frame[points / 10];
            Arrays.fill(flood, H2Frame.ping("too many"));
            client.trySend(flood);

            assertThat(client.awaitGoAway(H2Code.ENHANCE_YOUR_CALM).lastStream())
                    .isEqualTo(1);
            client.awaitClosed();
        } finally {
            never.countDown();
        }
    }

    @Test
    void aStreamThatLivesTooLongIsResetWhateverTheClientDoes() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.listener("http2 { stream-timeout-secs \"2s\"; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            stream.allow(1000);

            assertThat(stream.awaitReset()).isIn(H2Code.CANCEL, H2Code.ENHANCE_YOUR_CALM);
            origin.awaitConnectionClosed(0);
            client.roundTrip();
        }
    }
}
