package io.zentinelproxy.security.local;

import static io.zentinelproxy.security.local.LocalCharges.limiter;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A million keys where a hundred thousand may be known: the memory stays, and so do those that matter. */
class ManyKeysTest {
    private static final int MOST = 100_000;
    private static final int KEYS = 1_000_000;
    private static final int BUSY = 10_000;
    private static final long STRANGERS = 1L << 32;
    private static final long MIB = 1 << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong clock = new AtomicLong();
    private final LocalStore store = new LocalStore(clock::get);
    private final Charge charge = new Charge();
    private final Charge[] charges = {charge};

    /** One permit comes back in a minute, so that no bucket is full again before the end. */
    private final Limiter slow = new Limiter("slow", new Rate(1, Duration.ofMinutes(1), 10), true, MOST);

    private boolean take(Limiter limiter, long key) {
        LocalCharges.ask(charge, limiter, key, 1);
        return store.take(charges, 1);
    }

    @Test
    void aKeyTakesLessThanFourHundredOctets() {
        take(slow, -1);
        long before = threads.getCurrentThreadAllocatedBytes();
        int keys = MOST / 2;
        for (int i = 0; i < keys; i++) {
            take(slow, i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / keys)
                .as("octets a key, with all that was outgrown")
                .isBetween(100L, 399L);
        assertThat(store.counts().getFirst().keys()).isEqualTo(keys + 1);
    }

    @Test
    void theMemoryStaysWhereItIsOnceAsManyAreKnownAsMayBe() {
        for (int i = 0; i < MOST; i++) {
            take(slow, i);
        }
        long full = usedHeap();
        for (int i = MOST; i < KEYS; i++) {
            take(slow, i);
        }
        assertThat(usedHeap() - full).as("more octets in use").isLessThan(8 * MIB);
        KeyCounts counts = store.counts().getFirst();
        assertThat(counts.keys()).isBetween(MOST * 98L / 100, (long) MOST);
        assertThat(counts.forgotten()).isEqualTo(KEYS - counts.keys());
        Reference.reachabilityFence(store);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aFloodOfNewKeysMakesNoBusyOneForgotten() {
        for (int use = 0; use < 10; use++) {
            for (int i = 0; i < BUSY; i++) {
                assertThat(take(slow, i)).isTrue();
            }
        }
        for (long i = 0; i < KEYS; i++) {
            take(slow, STRANGERS + i);
        }
        int begunAnew = 0;
        for (int i = 0; i < BUSY; i++) {
            if (take(slow, i)) {
                begunAnew++;
            }
        }
        assertThat(begunAnew).as("busy keys that have a new bucket").isZero();
    }

    /** Half of all places are theirs, and each has used just one permit more than strangers have. */
    @Test
    void noneOfThoseIsForgottenThatHaveUsedMoreThanStrangers() {
        int busy = MOST / 2;
        for (int use = 0; use < 2; use++) {
            for (int i = 0; i < busy; i++) {
                take(slow, i);
            }
        }
        for (long i = 0; i < KEYS; i++) {
            take(slow, STRANGERS + i);
        }
        int begunAnew = 0;
        for (int i = 0; i < busy; i++) {
            take(slow, i);
            if (charge.remaining() != 7) {
                begunAnew++;
            }
        }
        assertThat(begunAnew).as("busy keys that have a new bucket").isLessThan(busy / 1000);
    }

    @Test
    void keysWhoseBucketsAreFullAgainGiveTheirPlaces() {
        Limiter quick = limiter("quick", 1000, 10);
        for (int i = 0; i < KEYS; i++) {
            take(quick, i);
            clock.addAndGet(1_000_000 / 500);
        }
        KeyCounts counts = store.counts().getFirst();
        assertThat(counts.forgotten()).isZero();
        // Five hundred are not full at any time; a table has room for a few that are.
        assertThat(counts.keys()).isBetween(500L, 4000L);
    }

    @Test
    void oneKeyIsEnoughForALimiterThatMayKnowJustOne() {
        Limiter one = new Limiter("one", slow.rate(), true, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(take(one, i)).isTrue();
        }
        assertThat(store.counts()).containsExactly(new KeyCounts("one", 1, 999));
    }
}
