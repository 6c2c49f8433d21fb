package io.zentinelproxy.security.local;

import static io.zentinelproxy.security.local.LocalCharges.limiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Charges;
import io.zentinelproxy.security.quota.Limiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Eight threads at one store never get more than the limit over the time and the burst, and never less. */
class ManyThreadsTest {
    private static final int THREADS = 8;
    private static final int STEPS = 400;
    private static final long STEP = 7_000_000;

    private final AtomicLong clock = new AtomicLong();
    private final LocalStore store = new LocalStore(clock::get);
    private final AtomicLong admitted = new AtomicLong();

    private interface Work {
        void atStep(int thread, int step, Charge charge);
    }

    /** All threads work at each step, and the clock moves between. */
    private void run(Work work) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS, () -> clock.addAndGet(STEP));
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                all.add(threads.submit(() -> {
                    Charge charge = new Charge();
                    for (int step = 0; step < STEPS; step++) {
                        work.atStep(thread, step, charge);
                        barrier.await();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private void take(Charge charge, Limiter limiter, long key) {
        LocalCharges.ask(charge, limiter, key, 1);
        if (store.take(new Charge[] {charge}, 1)) {
            admitted.incrementAndGet();
        }
    }

    @Test
    void theyGetTheLimitOverTheTimeAndTheBurst() throws Exception {
        Limiter limiter = limiter("shared", 1000, 50);
        run((thread, step, charge) -> {
            for (int i = 0; i < 20; i++) {
                take(charge, limiter, 1);
            }
        });
        assertThat(admitted.get()).isEqualTo(50 + (STEPS - 1) * STEP / 1_000_000);
    }

    /** The store asks for the time just before it takes of a bucket: then another thread could come in between. */
    @Test
    void aBucketThatIsForgottenWhileItIsAskedDoesNotGiveTwice() {
        Limiter limiter = new Limiter("of one key", limiter("any", 1, 1).rate(), true, 1);
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        LocalStore interrupted = new LocalStore(() -> {
            meanwhile.getAndSet(() -> {}).run();
            return clock.get();
        });
        assertThat(LocalCharges.take(interrupted, limiter, "a")).isTrue();
        clock.addAndGet(1_000_000_000);
        meanwhile.set(() -> LocalCharges.take(interrupted, limiter, "b"));
        assertThat(LocalCharges.take(interrupted, limiter, "a")).isTrue();
        assertThat(LocalCharges.take(interrupted, limiter, "a")).isFalse();
    }

    /** The shared bucket is full at each step, and strangers come by the thousand, so that the table forgets what is full all the time. */
    @Test
    void tablesThatForgetGiveNoMore() throws Exception {
        Limiter limiter = limiter("shared", 1000, 1);
        run((thread, step, charge) -> {
            long strangers = 1000L * (step * THREADS + thread);
            for (int i = 1; i <= 40; i++) {
                take(charge, limiter, 0);
                LocalCharges.ask(charge, limiter, strangers + i, 1);
                store.take(new Charge[] {charge}, 1);
            }
        });
        assertThat(admitted.get()).isEqualTo(STEPS);
        assertThat(store.counts().getFirst().forgotten()).isZero();
    }

    @Test
    void ofTwoLimitersTheNarrowerGovernsAndTheWiderLosesNothing() throws Exception {
        Limiter wide = limiter("wide", 1, 1_000_000);
        Limiter narrow = limiter("narrow", 1000, 10);
        run((thread, step, charge) -> {
            Charge other = new Charge();
            for (int i = 0; i < 10; i++) {
                LocalCharges.ask(charge, wide, 1, 1);
                LocalCharges.ask(other, narrow, 1, 1);
                if (store.take(new Charge[] {charge, other}, 2)) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isEqualTo(10 + (STEPS - 1) * STEP / 1_000_000);
        Charge look = Charges.charge(wide, "", 0);
        LocalCharges.ask(look, wide, 1, 0);
        LocalCharges.take(store, look);
        // What comes back meanwhile: one a second.
        long back = clock.get() / 1_000_000_000;
        assertThat(look.remaining()).isBetween(1_000_000 - admitted.get(), 1_000_000 - admitted.get() + back);
    }
}
