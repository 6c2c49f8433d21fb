package io.zentinelproxy.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long a webhook waits between two attempts. */
class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(10);

    private final Backoff backoff = new Backoff(FIRST, MOST, new SplittableRandom(1));

    private long millis(int failed, Duration notBefore) {
        return Duration.ofNanos(backoff.nanos(failed, notBefore)).toMillis();
    }

    @Test
    void doublesUpToItsBoundLessUpToAHalfByChance() {
        for (int failed = 1; failed <= 100; failed++) {
            long full = Math.min(10_000, 100L << Math.min(failed - 1, 20));
            assertThat(millis(failed, Duration.ZERO)).isBetween(full / 2, full);
        }
    }

    @Test
    void notAllWaitEquallyLong() {
        long first = backoff.nanos(5, Duration.ZERO);
        assertThat(backoff.nanos(5, Duration.ZERO)).isNotEqualTo(first);
    }

    @Test
    void whatTheReceiverAsksForIsHonouredWithinTheBound() {
        assertThat(millis(1, Duration.ofSeconds(3))).isEqualTo(3000);
        assertThat(millis(1, Duration.ofDays(400_000))).isEqualTo(10_000);
        assertThat(millis(1, Duration.ofMillis(1))).isBetween(50L, 100L);
    }
}
