package io.zentinelproxy.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinePerSecondTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    private final LinePerSecond line = new LinePerSecond(clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void theFirstHasItsLineAtOnce() {
        assertThat(line.toSay()).isEqualTo(1);
    }

    @Test
    void thoseWithinASecondOfALineAreToldByTheNextOne() {
        line.toSay();
        pass(Duration.ofMillis(999));
        assertThat(line.toSay()).isZero();
        assertThat(line.toSay()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(line.toSay()).isEqualTo(3);
        assertThat(line.toSay()).isZero();
    }

    @Test
    void aQuietTimeIsFollowedByALineOfOne() {
        line.toSay();
        pass(Duration.ofHours(1));
        assertThat(line.toSay()).isEqualTo(1);
    }
}
