package io.zentinelproxy.security.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a proxy's time follows that of others, and what its machine's clock does to it. */
class SharedClockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long wall = 1_700_000_000 * SECOND;
    private long monotonic = -5;
    private final SharedClock clock = new SharedClock(() -> wall, () -> monotonic);
    private final long start = clock.now();

    @Test
    void itFollowsWhoIsAheadAndNotWhoIsBehind() {
        assertThat(clock.hear(start + SECOND)).isTrue();
        assertThat(clock.now()).isEqualTo(start + SECOND);
        assertThat(clock.hear(start)).isTrue();
        assertThat(clock.now()).isEqualTo(start + SECOND);
    }

    @Test
    void whoIsFurtherAheadThanTenSecondsIsNotBelieved() {
        assertThat(clock.hear(start + 11 * SECOND)).isFalse();
        assertThat(clock.hear(Long.MAX_VALUE)).isFalse();
        clock.join(start + 11 * SECOND);
        clock.join(start - 11 * SECOND);
        assertThat(clock.now()).isEqualTo(start);
    }

    @Test
    void whoComesTakesOverTheTimeOfOthersAlsoWhereTheyAreBehind() {
        clock.join(start - SECOND);
        assertThat(clock.now()).isEqualTo(start - SECOND);
        clock.hear(start - SECOND / 2);
        assertThat(clock.now()).isEqualTo(start - SECOND / 2);
    }

    @Test
    void aClockThatIsSetBackALittleMakesNoTimeComeAgain() {
        monotonic += SECOND;
        wall -= 3 * SECOND;
        assertThat(clock.now()).isEqualTo(start + SECOND);
    }

    @Test
    void aClockThatIsPutByMoreThanTenSecondsIsFollowed() {
        wall += 60 * SECOND;
        assertThat(clock.now()).isEqualTo(start + 60 * SECOND);
        wall -= 60 * SECOND;
        assertThat(clock.now()).isEqualTo(start);
    }
}
