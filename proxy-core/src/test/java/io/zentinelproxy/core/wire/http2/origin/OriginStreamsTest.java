package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests of all clients share few connections to an origin (RFC 9113 section 5). */
class OriginStreamsTest {

    /** Says nothing of itself. */
    private static final H2Options SILENT =
            H2Options.USUAL.greetingWith(new byte[0]).withoutAcknowledging();

    private static void awaitQueued(RunningProxy proxy, int requests) {
        await().until(() -> MetricSamples.of(proxy).get("zentinel_queued_requests") == requests);
    }

    /** An origin that holds its answers back until the latch is counted down. */
    private static H2Origin holding(CountDownLatch answers) {
        return H2Origin.doing(
                new H2Step.WaitFor(answers), H2Step.head(200, "content-length", "2"), H2Step.lastContent("ok"));
    }

    private static List<RawClient> ask(RunningProxy proxy, int clients) {
        List<RawClient> asking = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            asking.add(proxy.connect().send(Messages.GET));
        }
        return asking;
    }

    private static void assertServed(List<RawClient> clients) {
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
            client.close();
        }
    }

    private static long on(H2Origin origin, int connection) {
        return origin.requests().stream()
                .map(H2Request::connection)
                .filter(one -> one.number() == connection)
                .count();
    }

    /** One that fills the queue makes it long for itself alone. */
    @Test
    void clientsThatWaitForAStreamHaveTheirTurns() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.with(
                        "max-h2-streams 1", origin, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient first = proxy.connect()) {
            first.send(Messages.get("/first"));
            origin.awaitRequests(1);
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(RawClient.connectFrom("127.0.0.2", proxy.address()).send(Messages.get("/many" + i)));
                awaitQueued(proxy, i + 1);
            }
            waiting.add(proxy.connect().send(Messages.get("/other")));
            awaitQueued(proxy, 5);
            answers.countDown();
            assertServed(waiting);
            assertThat(origin.requests().stream().map(H2Request::path))
                    .containsExactly("/first", "/many0", "/other", "/many1", "/many2", "/many3");
        }
    }

    @Test
    void requestsOfManyClientsAreStreamsOfOneConnection() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.inFrontOf(origin)) {
            List<RawClient> clients = ask(proxy, 60);
            origin.awaitRequests(60);
            answers.countDown();
            assertServed(clients);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void requestsOverMaxH2StreamsGetAnotherConnection() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.with("max-h2-streams 4", origin)) {
            List<RawClient> clients = ask(proxy, 10);
            origin.awaitRequests(10);
            assertThat(origin.connections()).isEqualTo(3);
            assertThat(on(origin, 0)).isEqualTo(4);
            answers.countDown();
            assertServed(clients);
        }
    }

    @Test
    void noMoreStreamsAreOpenedThanTheOriginAllows() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers).with(H2Options.USUAL.with(H2Options.MAX_CONCURRENT_STREAMS, 3));
                RunningProxy proxy =
                        Origins.inFrontOf(origin, Piece.upstream("connection-pool { max-connections 2; }"))) {
            List<RawClient> clients = ask(proxy, 9);
            origin.awaitRequests(6);
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(origin.requests()).as("the others wait").hasSize(6);
            answers.countDown();
            assertServed(clients);
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(origin.requests()).hasSize(9);
        }
    }

    @Test
    void requestsThatFindNoPlaceInTimeAreTold() {
        HandClock clock = new HandClock();
        CountDownLatch answers = new CountDownLatch(1);
        Piece one = Piece.upstream("connection-pool { max-connections 1; }\ntimeouts { connect 5; read 3600; }");
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.with("max-h2-streams 1", origin, clock, one);
                RawClient first = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            try (RawClient second = proxy.connect().send(Messages.GET)) {
                awaitQueued(proxy, 1);
                clock.advance(Duration.ofSeconds(6));
                assertThat(second.read().status()).isEqualTo(503);
                Origins.awaitFaults(proxy, "pool_timeout", 1);
            }
            answers.countDown();
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    /** Else a start under load would be a flood of handshakes. */
    @Test
    void requestsThatComeAtOnceWaitForOneConnection() {
        try (H2Origin origin = H2Origin.answering(200, "ok").with(SILENT);
                RunningProxy proxy = Origins.inFrontOf(origin)) {
            List<RawClient> clients = ask(proxy, 50);
            awaitQueued(proxy, 49);
            assertThat(origin.connections()).isOne();
            origin.connection(0).send(H2Frame.settings());
            assertServed(clients);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void requestsThatWaitForOneConnectionToAnOriginOfHttp1GetEachItsOwn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking("http/1.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS)) {
            assertServed(ask(proxy, 30));
            assertThat(origin.requests()).hasSize(30);
        }
    }

    @Test
    void whoWaitsForAConnectionThatFailsIsToldToo() {
        try (H2Origin origin = H2Origin.answering(200, "ok").with(SILENT);
                RunningProxy proxy = Origins.inFrontOf(origin)) {
            List<RawClient> clients = ask(proxy, 20);
            awaitQueued(proxy, 19);
            origin.connection(0).end();
            clients.forEach(client -> assertThat(client.read().status()).isEqualTo(502));
            Origins.awaitFaults(proxy, "closed_early", 20);
            assertThat(origin.connections()).isOne();
        }
    }

    /** The attempt ends with the client that has made it; who waits beside makes another. */
    @Test
    void aClientThatGoesWhileItsConnectionIsMadeLeavesItToTheNext() {
        try (H2Origin origin = H2Origin.answering(200, "ok").with(SILENT);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient first = proxy.connect().send(Messages.GET)) {
            origin.connection(0);
            try (RawClient second = proxy.connect().send(Messages.GET)) {
                awaitQueued(proxy, 1);
                origin.with(H2Options.USUAL);
                first.close();
                assertThat(second.read().status()).isEqualTo(200);
                assertThat(origin.connections()).isEqualTo(2);
            }
        }
    }

    @Test
    void aClientThatGoesCostsItsStreamAlone() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient staying = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            RawClient going = proxy.connect().send(Messages.GET);
            H2Request cancelled = origin.awaitRequests(2).get(1);
            going.close();
            assertThat(cancelled.awaitReset()).isEqualTo(H2Code.CANCEL);
            answers.countDown();
            assertThat(staying.read().status()).isEqualTo(200);
            assertThat(origin.openConnections()).isOne();
        }
    }

    @Test
    void aStreamThatItsClientResetsIsResetTowardsTheOrigin() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream staying = client.get("/");
            H2Stream going = client.get("/");
            origin.awaitRequests(2);
            going.reset(H2Code.CANCEL);
            await().untilAsserted(() -> assertThat(origin.requests())
                    .extracting(request -> request.stream().reset())
                    .containsOnlyOnce(H2Code.CANCEL));
            answers.countDown();
            assertThat(staying.awaitReply().status()).isEqualTo(200);
        }
    }

    @Test
    void anOriginSendsAheadWhatTheWindowHolds() {
        try (H2Origin origin = H2Origin.doing(H2Step.head(200), new H2Step.SendPattern(1 << 20, true));
                RunningProxy proxy = Origins.with("h2-stream-window-size \"128KB\"", origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().complete()).isTrue();
            assertThat(origin.connection(0).setting(H2Options.INITIAL_WINDOW_SIZE))
                    .isEqualTo(128 * 1024);
        }
    }

    /** The windows of streams hold each client to its own; that of the connection is never what stops the others. */
    @Test
    void clientsThatTakeNothingDoNotHoldUpTheOthers() {
        try (H2Origin origin = H2Origin.scripted(request -> request.path().equals("/long")
                        ? List.of(H2Step.head(200), new H2Step.SendPattern(16 << 20, true))
                        : List.of(H2Step.head(200), new H2Step.SendPattern(1 << 20, true)));
                RunningProxy proxy = Origins.with("max-h2-streams 41", origin)) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                idle.add(RawClient.connectWithSmallWindow(proxy.address(), 4096).send(Messages.get("/long")));
            }
            origin.awaitRequests(40);
            try (RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().complete()).isTrue();
            }
            assertThat(origin.connections()).isOne();
            idle.forEach(RawClient::close);
        }
    }

    @Test
    void aConnectionThatIdlesIsEndedInOrder() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy =
                        Origins.inFrontOf(origin, clock, Piece.upstream("connection-pool { idle-timeout 60; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            clock.advance(Duration.ofSeconds(50));
            assertThat(origin.openConnections()).isOne();
            clock.advance(Duration.ofSeconds(20));
            origin.connection(0).awaitGoAway(H2Code.NO_ERROR);
            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatIsTooOldEndsWithItsLastStream() {
        HandClock clock = new HandClock();
        CountDownLatch answers = new CountDownLatch(1);
        Piece aging = Piece.upstream("connection-pool { max-lifetime 100; }\ntimeouts { read 3600; }");
        try (H2Origin origin = holding(answers);
                RunningProxy proxy = Origins.inFrontOf(origin, clock, aging);
                RawClient old = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(110));
            try (RawClient young = proxy.connect().send(Messages.GET)) {
                assertThat(origin.awaitRequests(2).get(1).connection().number()).isOne();
                answers.countDown();
                assertThat(young.read().status()).isEqualTo(200);
            }
            assertThat(old.read().status()).isEqualTo(200);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void aConnectionWithoutStreamsBeyondMaxIdleIsClosed() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin, Piece.upstream("connection-pool { max-idle 0; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void anOriginThatAllowsNoStreamsIsNotAskedOnMoreAndMoreConnections() {
        HandClock clock = new HandClock();
        try (H2Origin origin =
                        H2Origin.answering(200, "ok").with(H2Options.USUAL.with(H2Options.MAX_CONCURRENT_STREAMS, 0));
                RunningProxy proxy = Origins.inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.GET)) {
            awaitQueued(proxy, 1);
            assertThat(origin.connections()).isOne();
            origin.connection(0).send(H2Frame.settings(H2Options.MAX_CONCURRENT_STREAMS, 10));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
