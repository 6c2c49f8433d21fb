package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2GoAway;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a connection ends in order: RFC 9113 sections 6.8 and 9.1. */
class ConnectionEndTest {

    private static List<H2GoAway> goAways(H2Client client) {
        return client.frames().stream()
                .filter(frame -> frame.type() == H2Frame.GOAWAY)
                .map(frame -> new H2GoAway((int) frame.number(0), H2Code.of((int) frame.number(4)), ""))
                .toList();
    }

    @Test
    void drainFinishesWhatIsUnderWayAndRefusesWhatIsNew() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin =
                        TestOrigin.doing(new Step.ReadBody(), new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream get = client.get("/get");
            H2Stream upload = client.open("POST", "/upload").data("abc", false);
            origin.awaitRequests(2);
            Thread drain = Thread.startVirtualThread(proxy::drain);
            client.awaitFrame(
                    "GOAWAY that names the last stream",
                    frame -> frame.type() == H2Frame.GOAWAY && frame.number(0) == upload.id());
            H2Stream late = client.get("/late");
            assertThat(drain.isAlive()).as("drain waits for what runs").isTrue();
            upload.data("def", true);
            answer.countDown();
            assertThat(get.awaitReply().body()).isEqualTo("ok");
            assertThat(upload.awaitReply().body()).isEqualTo("ok");
            client.awaitClosed();
            drain.join();
            assertThat(goAways(client)).allMatch(goAway -> goAway.code() == H2Code.NO_ERROR);
            assertThat(late.reset()).isIn(null, H2Code.REFUSED_STREAM);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    /** A first GOAWAY warns: what the client has sent before it saw that is still served. */
    @Test
    void drainServesWhatWasOnTheWay() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                H2Client client = H2Client.connect(proxy.address(), H2Options.USUAL.withoutPongs())) {
            client.get("/").awaitReply();
            Thread drain = Thread.startVirtualThread(proxy::drain);
            H2GoAway first = client.awaitGoAway();
            assertThat(first.code()).isEqualTo(H2Code.NO_ERROR);
            assertThat(first.lastStream()).isEqualTo(Integer.MAX_VALUE);
            assertThat(client.get("/on-the-way").awaitReply().body()).isEqualTo("ok");
            clock.advance(Duration.ofSeconds(2));
            client.awaitClosed();
            assertThat(goAways(client).getLast().lastStream()).isEqualTo(3);
            await().until(() -> !drain.isAlive());
        }
    }

    @Test
    void drainClosesWhatIsIdle() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client served = H2Client.connect(proxy.address());
                H2Client fresh = H2Client.connect(proxy.address())) {
            served.get("/").awaitReply();
            fresh.roundTrip();
            proxy.drain();
            served.awaitClosed();
            fresh.awaitClosed();
            assertThat(goAways(served).getLast()).isEqualTo(new H2GoAway(1, H2Code.NO_ERROR, ""));
            assertThat(goAways(fresh).getLast()).isEqualTo(new H2GoAway(0, H2Code.NO_ERROR, ""));
            await().until(() -> proxy.server().connections() == 0);
        }
    }

    @Test
    void whatDoesNotEndIsBrokenOffAfterTheGracefulTimeout() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.AwaitClose());
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.system("graceful-shutdown-timeout-secs \"300ms\""));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            stream.awaitContent(3);
            proxy.drain();
            proxy.close();
            client.awaitClosed();
            assertThat(stream.content().complete()).isFalse();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void closeEndsEverythingAtOnce() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client running = H2Client.connect(proxy.address());
                H2Client idle = H2Client.connect(proxy.address())) {
            running.get("/");
            origin.awaitRequests(1);
            idle.roundTrip();
            proxy.close();
            running.awaitClosed();
            idle.awaitClosed();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void anIdleConnectionIsClosedWithAGoodbye() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("keepalive-timeout 100"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            client.roundTrip();
            clock.advance(Duration.ofSeconds(99));
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
            client.roundTrip();
            clock.advance(Duration.ofSeconds(99));
            client.roundTrip();
            clock.advance(Duration.ofSeconds(2));
            client.awaitClosed();
            assertThat(goAways(client)).contains(new H2GoAway(3, H2Code.NO_ERROR, ""));
        }
    }

    /** CVE-2019-9512 and kin: only requests are a reason to stay. */
    @Test
    void pingsAndWindowsAreNoSignOfLife() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("keepalive-timeout 100"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            for (int step = 0; step < 11 && !client.hasEnded(); step++) {
                client.trySend(H2Frame.ping("lifesign"), H2Frame.windowUpdate(0, 1000));
                clock.advance(Duration.ofSeconds(10));
            }
            client.awaitClosed();
        }
    }

    @Test
    void aConnectionThatNeverAsksIsClosed() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("request-timeout-secs 60"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.roundTrip();
            clock.advance(Duration.ofSeconds(61));
            clock.advance(Duration.ofSeconds(61));
            client.awaitClosed();
            assertThat(goAways(client).getLast().code()).isEqualTo(H2Code.NO_ERROR);
        }
    }

    /** A stream that is open is a reason to stay, however long it takes. */
    @Test
    void aConnectionWithAStreamUnderWayIsNotIdle() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        Piece.listener("keepalive-timeout 10"),
                        Piece.upstream("timeouts { read \"1h\"; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            origin.awaitRequests(1);
            client.roundTrip();
            for (int step = 0; step < 20; step++) {
                clock.advance(Duration.ofSeconds(10));
            }
            answer.countDown();
            assertThat(stream.awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void theLastRequestThatAConnectionMayServeSaysSo() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("keepalive-max-requests 3"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/1").awaitReply();
            client.get("/2").awaitReply();
            assertThat(client.count(H2Frame.GOAWAY)).isZero();
            assertThat(client.get("/3").awaitReply().body()).isEqualTo("ok");
            client.awaitClosed();
            assertThat(goAways(client)).containsOnly(new H2GoAway(5, H2Code.NO_ERROR, ""));
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void moreRequestsAtOnceThanAConnectionMayServeAreNotServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("keepalive-max-requests 2"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Frame[] requests = new H2Frame[10];
            for (int i = 0; i < 10; i++) {
                requests[i] = H2Frame.headers(client.nextStream(), client.block("GET", "/" + i), true);
            }
            client.send(requests);
            assertThat(client.stream(1).awaitReply().body()).isEqualTo("ok");
            assertThat(client.stream(3).awaitReply().body()).isEqualTo("ok");
            client.awaitClosed();
            assertThat(goAways(client).getLast().lastStream()).isEqualTo(3);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void nothingIsHeldWhenAllHaveGone() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            try (H2Client client = H2Client.connect(proxy.address())) {
                for (int i = 0; i < 20; i++) {
                    H2Stream stream = client.open("POST", "/" + i);
                    stream.send("x".repeat(50_000), i % 2 == 0);
                    if (i % 2 != 0) {
                        stream.reset(H2Code.CANCEL);
                    }
                }
                client.roundTrip();
            }
            proxy.drain();
            await().untilAsserted(() -> {
                assertThat(proxy.server().connections()).isZero();
                assertThat(proxy.server().idleBuffersTaken()).isZero();
                assertThat(proxy.server().bulkBuffersTaken()).isZero();
                assertThat(proxy.server().heldOctets()).isZero();
            });
        }
    }

    /** An answer has ended for its client once it is there, not once it is in a buffer of ours. */
    @Test
    void anAnswerThatIsTakenSlowlyIsSentToItsEndBeforeTheConnectionEnds() {
        int octets = 20_000_000;
        HandClock clock = new HandClock();
        H2Options wide = H2Options.USUAL.with(H2Options.INITIAL_WINDOW_SIZE, 100_000_000);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + octets + "\r\n", "")),
                        new Step.SendPattern(octets));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, Piece.listener("keepalive-max-requests 1; max-concurrent-streams 7"));
                H2Client client = H2Client.connectWithSmallBuffer(proxy.address(), 8 * 1024, wide)) {
            client.send(H2Frame.windowUpdate(0, 100_000_000));
            H2Stream stream = client.get("/");
            stream.awaitContent(octets - 400_000);
            client.pauseReading(true);
            await().until(() -> proxy.server().bulkBuffersTaken() == 0);
            for (int signs = 1; signs <= 2; signs++) {
                client.send(new H2Frame(0xfa, 0, 0, new byte[8]));
                heard(proxy, signs);
                clock.advance(Duration.ofSeconds(3));
            }
            client.pauseReading(false);
            assertThat(stream.awaitReply().content().length()).isEqualTo(octets);
            client.awaitClosed();
        }
    }

    private static void heard(RunningProxy proxy, int unknown) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry("zentinel_http2_odd_events_total{event=\"unknown_frame\",listener=\"main\"}", (double)
                        unknown));
    }
}
