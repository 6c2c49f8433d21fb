package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When targets are checked, how many at once, and how many results in a row count. */
class CheckScheduleTest {
    private static final String CHECKED = "health-check {\ntype \"http\"\ninterval-secs 10\ntimeout-secs 3600\nKEYS\n}";

    private static String checked(String keys) {
        return CHECKED.replace("KEYS", keys);
    }

    /** Lets one interval pass, and waits for the result of the check that is due. */
    private static void nextResult(HandClock clock, RunningProxy proxy, CheckedOrigin origin) {
        double before = results(proxy, origin);
        clock.advance(Duration.ofSeconds(10));
        Targets.until(() -> results(proxy, origin) == before + 1);
    }

    private static double results(RunningProxy proxy, CheckedOrigin origin) {
        return Targets.checks(proxy, origin.port(), "success") + Targets.checks(proxy, origin.port(), "failure");
    }

    @Test
    void soManyResultsInARowTakeATargetOutAndBringItBack() {
        HandClock clock = new HandClock();
        try (CheckedOrigin one = CheckedOrigin.healthy();
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin,
                        clock,
                        Targets.of(checked("healthy-threshold 3\nunhealthy-threshold 2"), one.port(), other.port()))) {
            nextResult(clock, proxy, one);
            one.checksGet(CheckedOrigin.FAILING);
            nextResult(clock, proxy, one);
            assertThat(Targets.isUp(proxy, one.port())).isTrue();
            one.checksGet(CheckedOrigin.OK);
            nextResult(clock, proxy, one);
            one.checksGet(CheckedOrigin.FAILING);
            nextResult(clock, proxy, one);
            assertThat(Targets.isUp(proxy, one.port())).isTrue();
            nextResult(clock, proxy, one);
            Targets.awaitDown(proxy, one.port());

            one.checksGet(CheckedOrigin.OK);
            nextResult(clock, proxy, one);
            nextResult(clock, proxy, one);
            assertThat(Targets.isUp(proxy, one.port())).isFalse();
            nextResult(clock, proxy, one);
            Targets.awaitUp(proxy, one.port());
        }
    }

    @Test
    void theIntervalIsKeptButForATenth() {
        HandClock clock = new HandClock();
        try (CheckedOrigin one = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(one.origin, clock, Targets.of(checked(""), one.port()))) {
            nextResult(clock, proxy, one);
            clock.advance(Duration.ofSeconds(8));
            assertThat(one.checks()).hasSize(1);
            clock.advance(Duration.ofSeconds(2));
            Targets.until(() -> one.checks().size() == 2);
        }
    }

    @Test
    void anUnansweredCheckHoldsBackTheNext() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        try (CheckedOrigin one =
                        CheckedOrigin.healthy().checksGet(List.of(new Step.WaitFor(answer), Step.send(Messages.OK)));
                RunningProxy proxy = RunningProxy.inFrontOf(one.origin, clock, Targets.of(checked(""), one.port()))) {
            clock.advance(Duration.ofSeconds(1));
            one.origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(60));
            assertThat(one.checks()).hasSize(1);
            answer.countDown();
            Targets.awaitChecks(proxy, one.port(), "success", 2);
        }
    }

    @Test
    void noMoreThanTheLimitAreCheckedAtOnce() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        List<Step> late = List.of(new Step.WaitFor(answer), Step.send(Messages.OK));
        try (CheckedOrigin one = CheckedOrigin.healthy().checksGet(late);
                CheckedOrigin two = CheckedOrigin.healthy().checksGet(late);
                CheckedOrigin three = CheckedOrigin.healthy().checksGet(late);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin,
                        clock,
                        Targets.of(checked(""), one.port(), two.port(), three.port()),
                        Piece.limits("max-concurrent-health-checks 2"))) {
            clock.advance(Duration.ofSeconds(1));
            Targets.until(() -> count(one, two, three) == 2);
            clock.advance(Duration.ofSeconds(5));
            assertThat(count(one, two, three)).isEqualTo(2);
            answer.countDown();
            Targets.until(() -> count(one, two, three) == 3);
        }
    }

    private static int count(CheckedOrigin... origins) {
        int count = 0;
        for (CheckedOrigin origin : origins) {
            count += origin.checks().size();
        }
        return count;
    }

    @Test
    void requestsFailedInARowCountLikeFailedChecks() {
        HandClock clock = new HandClock();
        String keys = checked("passive-failures 3") + "\ncircuit-breaker { enabled #false; }";
        try (CheckedOrigin one = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(one.origin, clock, Targets.of(keys, one.port(), other.port()))) {
            nextResult(clock, proxy, one);
            Targets.until(() -> {
                Targets.get(proxy);
                return !Targets.isUp(proxy, one.port());
            });
            assertThat(one.requests()).isBetween(3L, 4L);
            Targets.getAll(proxy, 4, 200);

            one.requestsGet(CheckedOrigin.OK);
            nextResult(clock, proxy, one);
            nextResult(clock, proxy, one);
            Targets.awaitUp(proxy, one.port());
        }
    }
}
