package io.zentinelproxy.security.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Rate;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bound, by arithmetic: whatever is admitted at whatever times. */
class WindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aRateWithABurstHasWindowsOfHalfOfBothTogether() {
        Windows windows = Windows.of(new Rate(100, SECOND, 50));

        assertThat(windows.most()).isEqualTo(62);
        assertThat(windows.nanos()).isEqualTo(620_000_000);
    }

    @Test
    void aWindowBringsBackJustWhatItAdmits() {
        for (Rate rate : rates()) {
            Windows windows = Windows.of(rate);
            if (windows.canCount()) {
                double back = (double) rate.permits()
                        * windows.nanos()
                        / rate.period().toNanos();
                assertThat(windows.most() / back).as("%s", rate).isBetween(0.9999, 1.0000001);
            }
        }
    }

    @Test
    void noTimeAdmitsMoreThanTheRateForASecondMoreAndTheBurst() {
        for (Rate rate : rates()) {
            Windows windows = Windows.of(rate);
            for (long t = 1; windows.canCount() && t < 100 * windows.nanos(); t += windows.nanos() / 3 + 1) {
                // With clocks that are apart, it lasts longer by that until all have seen a window's end.
                long touched = Math.ceilDiv(t + Windows.APART.toNanos(), windows.nanos()) + 1;
                double allowed = rate.permits() * (t + 1e9) / rate.period().toNanos() + rate.burst();
                assertThat((double) touched * windows.most())
                        .as("%s in %s", rate, t)
                        .isLessThanOrEqualTo(allowed * (1 + 1e-9));
            }
        }
    }

    @Test
    void onlyABurstOfOneAtLessThanFourInThreeSecondsHasNoWindows() {
        assertThat(Windows.of(new Rate(4, Duration.ofSeconds(3), 1)).canCount()).isTrue();
        assertThat(Windows.of(new Rate(1, SECOND, 1)).canCount()).isFalse();
        assertThat(Windows.of(new Rate(1, Duration.ofHours(1), 1)).canCount()).isFalse();
        assertThat(Windows.of(new Rate(1, Duration.ofHours(1), 2)).canCount()).isTrue();
    }

    @Test
    void noWindowOutlivesWhatMemcachedKeeps() {
        Windows slow = Windows.of(new Rate(100, Duration.ofDays(365), 1_000_000));

        assertThat(slow.nanos()).isLessThanOrEqualTo(Duration.ofDays(20).toNanos());
        assertThat(slow.most()).isEqualTo(5);
    }

    private static Iterable<Rate> rates() {
        Random random = new Random(7);
        return java.util.stream.Stream.generate(() -> new Rate(
                        1 + random.nextInt(1, 1_000_000) % (1 + random.nextInt(1_000_000)),
                        Duration.ofMillis(1 + random.nextInt(3_600_000)),
                        1 + random.nextInt(1 + random.nextInt(1_000_000))))
                .limit(300)
                .toList();
    }
}
