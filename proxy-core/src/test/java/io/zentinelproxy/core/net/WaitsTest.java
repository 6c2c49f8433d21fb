package io.zentinelproxy.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is counted against a peer, and what is not. */
class WaitsTest {

    private final AtomicLong clock = new AtomicLong();
    private final Sweep sweep = new Sweep(clock::get);
    private final Waits waits = new Waits(sweep);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
        await().until(() -> sweep.now() == clock.get());
    }

    /** Two ticks, as the clock is not taken at its word over a jump. */
    private void waitFor(Duration time, int octets) {
        waits.begin();
        pass(Duration.ofMillis(1));
        pass(time);
        assertThat(waits.isLate(sweep.now())).isFalse();
        waits.end(octets);
    }

    @Test
    void everyOctetEarnsItsTime() {
        waits.pace(Pace.atLeast(100, Duration.ofSeconds(2), Duration.ofMinutes(1)));
        for (int second = 0; second < 100; second++) {
            waitFor(Duration.ofSeconds(1), 101);
        }
        waits.begin();
        pass(Duration.ofMillis(1));
        pass(Duration.ofSeconds(3));
        assertThat(waits.isLate(sweep.now())).isTrue();
    }

    @Test
    void noMoreThanGraceAndOneWaitIsInHand() {
        waits.pace(Pace.atLeast(1, Duration.ofSeconds(5), Duration.ofSeconds(60)));
        waitFor(Duration.ofSeconds(1), 1_000_000);
        waitFor(Duration.ofSeconds(60), 1);
        waits.begin();
        pass(Duration.ofMillis(1));
        pass(Duration.ofSeconds(7));
        assertThat(waits.isLate(sweep.now())).isTrue();
    }

    @Test
    void timeWhileHeldIsNotCounted() {
        waits.pace(Pace.within(Duration.ofSeconds(10).toNanos()));
        waits.hold(true);
        waitFor(Duration.ofMinutes(10), 1);
        waits.hold(false);
        waitFor(Duration.ofSeconds(9), 1);
    }

    /** A machine that slept, or had no time for the sweep: whoever came just before it woke has not kept anybody waiting. */
    @Test
    void timeThatTheSweepItselfWasLateIsNotCounted() {
        waits.timeout(Duration.ofSeconds(1).toNanos());
        waits.begin();
        pass(Duration.ofHours(1));
        assertThat(waits.isLate(sweep.now())).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(waits.isLate(sweep.now())).isTrue();
    }
}
