package io.zentinelproxy.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is looked at how often. */
class SweepTest {

    private final HandClock clock = new HandClock();

    /** Counts how often it is looked at. */
    private record Watched(boolean hasTime, AtomicInteger looks) implements Sweep.Swept {
        static Watched thatHasTime(boolean hasTime) {
            return new Watched(hasTime, new AtomicInteger());
        }

        @Override
        public boolean sweep(long now) {
            looks.incrementAndGet();
            return hasTime;
        }
    }

    /** Else ten thousand connections that are stuck cost a tenth of a core. */
    @Test
    void whatHasTimeIsLookedAtSeldom() {
        try (Sweep sweep = new Sweep(clock)) {
            Watched far = Watched.thatHasTime(true);
            Watched near = Watched.thatHasTime(false);
            sweep.add(far);
            sweep.add(near);
            await().until(() -> near.looks().get() >= 64);
            assertThat(far.looks().get()).isBetween(2, near.looks().get() / 8);
        }
    }

    @Test
    void everythingIsLookedAtAfterALateTick() {
        try (Sweep sweep = new Sweep(clock)) {
            List<Watched> many = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                many.add(Watched.thatHasTime(true));
                sweep.add(many.getLast());
            }
            await().until(() -> many.stream().allMatch(one -> one.looks().get() > 0));
            List<Integer> before = many.stream().map(one -> one.looks().get()).toList();
            clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < many.size(); i++) {
                assertThat(many.get(i).looks().get()).isGreaterThan(before.get(i));
            }
        }
    }

    @Test
    void whatWasRemovedIsLookedAtNoMore() {
        try (Sweep sweep = new Sweep(clock)) {
            Watched gone = Watched.thatHasTime(false);
            Watched other = Watched.thatHasTime(false);
            sweep.add(gone);
            sweep.add(other);
            await().until(() -> gone.looks().get() > 0);
            sweep.remove(gone);
            clock.advance(Duration.ofSeconds(1));
            int looks = gone.looks().get();
            int seen = other.looks().get();
            await().until(() -> other.looks().get() > seen + 20);
            assertThat(gone.looks().get()).isEqualTo(looks);
            assertThat(sweep.size()).isEqualTo(1);
        }
    }
}
