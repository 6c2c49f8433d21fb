package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@code outlier-detection}: who stands out by real requests gets none for a time, but never too many at once. */
class OutliersTest {

    private static String outliers(String keys) {
        return "circuit-breaker { enabled #false; }\noutlier-detection {\n" + keys + "\n}";
    }

    /** Requests, however they end. */
    private static void ask(RunningProxy proxy, int count) {
        for (int i = 0; i < count; i++) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
            }
        }
    }

    private static void askUntilEjected(RunningProxy proxy, CheckedOrigin origin, String reason, double times) {
        Targets.until(() -> {
            ask(proxy, 1);
            return Targets.ejections(proxy, origin.port(), reason) == times;
        });
    }

    @Test
    void failuresInARowEjectForLongerEachTime() {
        HandClock clock = new HandClock();
        String keys = "consecutive-failures 2\nbase-ejection-secs 10\nmax-ejection-secs 15\ninterval-secs 3600";
        try (CheckedOrigin bad = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        good.origin, clock, Targets.of(outliers(keys), bad.port(), good.port()))) {
            askUntilEjected(proxy, bad, "consecutive_failures", 1);
            long before = bad.requests();
            Targets.getAll(proxy, 6, 200);
            assertThat(bad.requests()).isEqualTo(before);

            clock.advance(Duration.ofSeconds(9));
            assertThat(Targets.isUp(proxy, bad.port())).isFalse();
            clock.advance(Duration.ofSeconds(2));
            assertThat(Targets.isUp(proxy, bad.port())).isTrue();

            askUntilEjected(proxy, bad, "consecutive_failures", 2);
            clock.advance(Duration.ofSeconds(11));
            assertThat(Targets.isUp(proxy, bad.port())).isFalse();
            clock.advance(Duration.ofSeconds(5));
            Targets.awaitUp(proxy, bad.port());
        }
    }

    @Test
    void atMostTheShareAllowedIsOutAndTheLastNever() {
        String keys = "consecutive-failures 2\nmax-ejection-percent 50";
        try (CheckedOrigin one = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin two = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin three = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin four = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin, Targets.of(outliers(keys), one.port(), two.port(), three.port(), four.port()))) {
            int[] ports = {one.port(), two.port(), three.port(), four.port()};
            Targets.until(() -> {
                ask(proxy, 4);
                double spared = 0;
                for (int port : ports) {
                    spared += Targets.ejections(proxy, port, "spared");
                }
                return spared >= 4;
            });
            int up = 0;
            for (int port : ports) {
                up += Targets.isUp(proxy, port) ? 1 : 0;
            }
            assertThat(up).isEqualTo(2);
        }
        String all = "consecutive-failures 2\nmax-ejection-percent 100";
        try (CheckedOrigin one = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin two = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(one.origin, Targets.of(outliers(all), one.port(), two.port()))) {
            ask(proxy, 20);
            assertThat(Targets.isUp(proxy, one.port())).isNotEqualTo(Targets.isUp(proxy, two.port()));
        }
    }

    @Test
    void aShareOfFailuresEjectsAfterTheIntervalIfThereWereEnough() {
        HandClock clock = new HandClock();
        String keys = "consecutive-failures 0\nfailure-percentage 30\nmin-requests 10\ninterval-secs 10";
        try (CheckedOrigin bad = CheckedOrigin.healthy();
                CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        good.origin, clock, Targets.of(outliers(keys), bad.port(), good.port()))) {
            bad.requestsGet(CheckedOrigin.FAILING);
            ask(proxy, 8);
            clock.advance(Duration.ofSeconds(11));
            assertThat(Targets.isUp(proxy, bad.port())).isTrue();

            ask(proxy, 10);
            bad.requestsGet(CheckedOrigin.OK);
            ask(proxy, 14);
            clock.advance(Duration.ofSeconds(11));
            Targets.awaitDown(proxy, bad.port());
            assertThat(Targets.ejections(proxy, bad.port(), "failure_percentage"))
                    .isEqualTo(1);
            assertThat(Targets.isUp(proxy, good.port())).isTrue();
        }
    }

    /** Each answer of the late one takes as long as thirty of the others in a row, and more. */
    @Test
    void latencyFarAboveTheOthersEjects() {
        HandClock clock = new HandClock();
        String keys = outliers("latency-factor 3\nmin-requests 5\ninterval-secs 10");
        try (CheckedOrigin late = CheckedOrigin.healthy();
                CheckedOrigin one = CheckedOrigin.healthy();
                CheckedOrigin two = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin,
                        clock,
                        Targets.of(
                                keys + "\ntarget \"127.0.0.1:" + late.port() + "\" max-requests=1",
                                one.port(),
                                two.port()))) {
            for (int round = 1; round <= 5; round++) {
                answerLate(proxy, late, round);
            }
            clock.advance(Duration.ofSeconds(11));
            Targets.awaitDown(proxy, late.port());
            assertThat(Targets.ejections(proxy, late.port(), "latency")).isEqualTo(1);
        }
    }

    /** Three requests in turn, of which one is the late target's. */
    private static void answerLate(RunningProxy proxy, CheckedOrigin late, int round) {
        CountDownLatch answer = new CountDownLatch(1);
        late.requestsGet(List.of(new Step.WaitFor(answer), Step.send(Messages.OK)));
        try (RawClient first = proxy.connect();
                RawClient second = proxy.connect();
                RawClient third = proxy.connect()) {
            List<RawClient> clients = List.of(first, second, third);
            clients.forEach(client -> client.send(Messages.GET));
            late.origin.awaitRequests(round);
            Targets.getAll(proxy, 30, 200);
            answer.countDown();
            clients.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
        }
        Targets.until(() -> !isBusy(proxy));
    }

    private static boolean isBusy(RunningProxy proxy) {
        return proxy.server()
                .observers()
                .metrics()
                .scrape()
                .lines()
                .anyMatch(line -> line.startsWith("zentinel_active_requests") && !line.endsWith(" 0.0"));
    }

    @Test
    void withLayer4AStatusIsNoFailure() {
        try (CheckedOrigin bad = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin good = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        good.origin,
                        Targets.of(outliers("consecutive-failures 2\nobserve \"layer4\""), bad.port(), good.port()))) {
            ask(proxy, 20);
            assertThat(Targets.isUp(proxy, bad.port())).isTrue();
            bad.requestsGet(CheckedOrigin.BREAKING);
            askUntilEjected(proxy, bad, "consecutive_failures", 1);
        }
    }
}
