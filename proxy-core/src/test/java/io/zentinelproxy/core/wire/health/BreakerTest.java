package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@code circuit-breaker} of an upstream: one for each target, which opens, lets trials through and closes. */
class BreakerTest {
    private static final double CLOSED = 0;
    private static final double HALF_OPEN = 1;
    private static final double OPEN = 2;

    private static String breaker(String keys) {
        return "circuit-breaker {\n" + keys + "\n}";
    }

    private static final String QUICK =
            breaker("failure-threshold 3\nsuccess-threshold 2\ntimeout-seconds 10\nhalf-open-max-requests 1");

    /** An answer may be read before it is counted. */
    private static void awaitOpen(RunningProxy proxy, CheckedOrigin origin) {
        Targets.until(() -> Targets.breaker(proxy, origin.port()) == OPEN);
    }

    /** One more at a time: the next is let through once the one before is counted. */
    private static void trialsGoWell(RunningProxy proxy) {
        Targets.until(() -> Targets.get(proxy).status() == 200);
        Targets.until(() -> Targets.get(proxy).status() == 200);
    }

    private static void awaitClosed(RunningProxy proxy, CheckedOrigin origin) {
        Targets.until(() -> Targets.breaker(proxy, origin.port()) == CLOSED);
    }

    @Test
    void failuresInARowOpenItTrialsCloseIt() {
        HandClock clock = new HandClock();
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, Targets.of(QUICK, origin.port()))) {
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            assertThat(Targets.trips(proxy, origin.port())).isEqualTo(1);
            assertThat(Targets.isUp(proxy, origin.port())).isFalse();

            clock.advance(Duration.ofSeconds(3));
            Reply refused = Targets.get(proxy);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("7");
            assertThat(origin.requests()).isEqualTo(3);

            origin.requestsGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(8));
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(HALF_OPEN);
            Targets.getAll(proxy, 1, 200);
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(HALF_OPEN);
            trialsGoWell(proxy);
            awaitClosed(proxy, origin);
        }
    }

    @Test
    void aTrialThatFailsOpensItAgain() {
        HandClock clock = new HandClock();
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, Targets.of(QUICK, origin.port()))) {
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            clock.advance(Duration.ofSeconds(11));
            Targets.getAll(proxy, 1, 500);
            awaitOpen(proxy, origin);
            Targets.getAll(proxy, 5, 503);
            assertThat(origin.requests()).isEqualTo(4);
            assertThat(Targets.trips(proxy, origin.port())).isEqualTo(2);
        }
    }

    @Test
    void halfOpenItLetsJustSoManyThroughAtOnce() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        String two = QUICK.replace("half-open-max-requests 1", "half-open-max-requests 2");
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, Targets.of(two, origin.port()));
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            origin.requestsGet(List.of(new Step.WaitFor(answer), Step.send(Messages.OK)));
            clock.advance(Duration.ofSeconds(11));
            first.send(Messages.GET);
            second.send(Messages.GET);
            origin.origin.awaitRequests(5);
            Targets.getAll(proxy, 5, 503);
            assertThat(origin.requests()).isEqualTo(5);
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            Targets.until(() -> Targets.breaker(proxy, origin.port()) == CLOSED);
        }
    }

    @Test
    void aRequestFromBeforeSaysNothingOfTheTrials() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        try (CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, clock, Targets.of(QUICK + "\ntimeouts { read 3600; }", origin.port()));
                RawClient old = proxy.connect()) {
            origin.slowRequestsGet(
                    List.of(new Step.WaitFor(answer), Step.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")));
            old.send(Messages.get("/slow"));
            origin.origin.awaitRequests(1);
            origin.requestsGet(CheckedOrigin.FAILING);
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            clock.advance(Duration.ofSeconds(11));
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(HALF_OPEN);
            answer.countDown();
            assertThat(old.read().status()).isEqualTo(500);
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(HALF_OPEN);
            origin.requestsGet(CheckedOrigin.OK);
            trialsGoWell(proxy);
            awaitClosed(proxy, origin);
        }
    }

    /** An event stream may go on for days. */
    @Test
    void aTrialIsDecidedByTheHeadOfItsAnswer() {
        HandClock clock = new HandClock();
        String streamed = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx";
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, Targets.of(QUICK, origin.port()));
                RawClient stream = proxy.connect()) {
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            origin.requestsGet(List.of(Step.send(streamed), new Step.AwaitClose()));
            clock.advance(Duration.ofSeconds(11));
            assertThat(stream.send(Messages.GET).readHead().status()).isEqualTo(200);
            origin.requestsGet(CheckedOrigin.OK);
            Targets.getAll(proxy, 1, 200);
            awaitClosed(proxy, origin);
        }
    }

    @Test
    void aTrialWhoseAnswerBreaksOffOpensItAgain() {
        HandClock clock = new HandClock();
        String cut = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx";
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, Targets.of(QUICK, origin.port()));
                RawClient client = proxy.connect()) {
            Targets.getAll(proxy, 3, 500);
            awaitOpen(proxy, origin);
            origin.requestsGet(List.of(Step.send(cut), new Step.Close()));
            clock.advance(Duration.ofSeconds(11));
            client.send(Messages.GET).readToEnd();
            Targets.until(() -> Targets.trips(proxy, origin.port()) == 2);
        }
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        try (CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, Targets.of(QUICK, origin.port()));
                RawClient client = proxy.connect()) {
            // On one connection, so that each is counted before the next is served.
            for (int i = 0; i < 9; i++) {
                boolean success = i % 3 == 2;
                origin.requestsGet(success ? CheckedOrigin.OK : CheckedOrigin.FAILING);
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(success ? 200 : 500);
            }
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(CLOSED);
        }
    }

    @Test
    void withLayer4AStatusIsNoFailure() {
        String layer4 = breaker("failure-threshold 2\nobserve \"layer4\"");
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, Targets.of(layer4, origin.port()))) {
            Targets.getAll(proxy, 6, 500);
            assertThat(Targets.breaker(proxy, origin.port())).isEqualTo(CLOSED);
            origin.requestsGet(CheckedOrigin.BREAKING);
            Targets.getAll(proxy, 2, 502);
            awaitOpen(proxy, origin);
        }
    }

    @Test
    void otherTargetsTakeTheRequestsOfOneThatIsOpen() {
        try (CheckedOrigin bad = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(good.origin, Targets.of(QUICK, bad.port(), good.port()))) {
            Targets.until(() -> {
                Targets.get(proxy);
                return Targets.breaker(proxy, bad.port()) == OPEN;
            });
            Targets.getAll(proxy, 10, 200);
            assertThat(bad.requests()).isEqualTo(3);
        }
    }

    @Test
    void twoTargetsHaveBreakersUnasked() {
        int dead = ClosedPort.refusing().getPort();
        try (CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(good.origin, Targets.of("", dead, good.port()))) {
            Targets.getAll(proxy, 10, 200);
            Targets.until(() -> Targets.breaker(proxy, dead) == OPEN);
        }
    }

    /** Where all fail at once it may be us who are slow: the last one gets the requests, and their own errors. */
    @Test
    void unaskedTheLastTargetStaysIn() {
        try (CheckedOrigin one = CheckedOrigin.healthy().requestsGet(CheckedOrigin.BREAKING);
                CheckedOrigin other = CheckedOrigin.healthy().requestsGet(CheckedOrigin.BREAKING);
                RunningProxy proxy = RunningProxy.inFrontOf(one.origin, Targets.of("", one.port(), other.port()))) {
            Targets.getAll(proxy, 40, 502);
            Targets.until(() -> Targets.breaker(proxy, one.port()) + Targets.breaker(proxy, other.port()) == 2);
            Targets.getAll(proxy, 10, 502);
            assertThat(Targets.trips(proxy, one.port()) + Targets.trips(proxy, other.port()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSingleTargetHasNoneUnaskedAndTwoMayHaveNone() {
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.BREAKING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, Targets.of("", origin.port()))) {
            Targets.getAll(proxy, 8, 502);
            assertThat(Targets.isUp(proxy, origin.port())).isTrue();
        }
        int dead = ClosedPort.refusing().getPort();
        try (CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(good.origin, Targets.of(breaker("enabled #false"), dead, good.port()))) {
            Targets.getAll(proxy, 14, 200);
            assertThat(Targets.isUp(proxy, dead)).isTrue();
        }
    }
}
