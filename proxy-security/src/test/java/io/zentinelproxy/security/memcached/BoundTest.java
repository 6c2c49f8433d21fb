package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.testkit.Silence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eight threads at two stores, as two proxies would, ask more than there is: what is admitted, and when, is held against the bound. */
class BoundTest {
    private static final int THREADS_OF_EACH = 4;
    private static final long NANOS = 1_000_000_000;

    private final MemcachedServer server = MemcachedServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** Windows of 620 and 375 ms: more than ten of each. */
    @ParameterizedTest
    @CsvSource({"100, 1000, 50, 7000", "400, 1000, 1, 4500"})
    void twoProxiesAdmitWithinTheBoundAndNothingIsLost(long permits, long periodMillis, long burst, long millis)
            throws Exception {
        Rate rate = new Rate(permits, Duration.ofMillis(periodMillis), burst);
        try (MemcachedStore one = Fixture.windows(server);
                MemcachedStore other = Fixture.windows(server)) {
            Load load = load(rate, millis, one, other);

            holdsBound(load, rate, NANOS);
            isAtLeast99Percent(load, rate);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1000", "1000"})
    void aProxyWhoseClockIsWrongByUpToASecondMayComeAtAnyTime(long wrongMillis) throws Exception {
        Rate rate = new Rate(100, Duration.ofSeconds(1), 20);
        long wrong = Duration.ofMillis(wrongMillis).toNanos();
        SharedClock clock = new SharedClock(() -> System.currentTimeMillis() * 1_000_000 + wrong, System::nanoTime);
        MemcachedSettings settings = Fixture.settings(Fixture.AMPLE, false, server.port());
        try (MemcachedStore right = new MemcachedStore(settings);
                MemcachedStore apart = new MemcachedStore(settings, clock)) {
            Load load = load(rate, 5000, right, apart);

            holdsBound(load, rate, NANOS);
            isAtLeast99Percent(load, rate);
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 1000, 20, 2500", "2, 1000, 1, 3000"})
    void bucketsAdmitNoMoreThanTheRateAndTheBurst(long permits, long periodMillis, long burst, long millis)
            throws Exception {
        Rate rate = new Rate(permits, Duration.ofMillis(periodMillis), burst);
        try (MemcachedStore one = Fixture.exact(server);
                MemcachedStore other = Fixture.exact(server)) {
            Load load = load(rate, millis, one, other);

            // The proxies' clocks tell milliseconds, and a moment passes between their answers and our looking at the
            // time.
            holdsBound(load, rate, NANOS / 10);
            isAtLeast99Percent(load, rate);
        }
    }

    /** Asks all the time, for so long. */
    private static Load load(Rate rate, long millis, MemcachedStore... stores) throws Exception {
        Limiter limiter = limiter("bound", rate.permits(), rate.period(), rate.burst());
        Silence silence = new Silence();
        long start = System.nanoTime();
        List<Future<List<Admission>>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (MemcachedStore store : stores) {
                // Those that follow come while others count already.
                store.greet();
                await().until(() -> store.state().up());
                for (int i = 0; i < THREADS_OF_EACH; i++) {
                    running.add(threads.submit(() -> ask(store, limiter, start, start + millis * 1_000_000, silence)));
                }
            }
        }
        List<Admission> all = new ArrayList<>();
        for (Future<List<Admission>> one : running) {
            all.addAll(one.get());
        }
        all.sort(Comparator.comparingLong(Admission::answered));
        return new Load(all, millis * 1_000_000, silence.sum());
    }

    private static List<Admission> ask(MemcachedStore store, Limiter limiter, long start, long end, Silence silence)
            throws StoreException {
        List<Admission> admitted = new ArrayList<>();
        Charge[] charges = {charge(limiter, "a", 1)};
        for (long asked = System.nanoTime(); asked - end < 0; ) {
            boolean isTaken = store.take(charges, 1);
            long answered = System.nanoTime();
            silence.ends(answered);
            if (isTaken) {
                admitted.add(new Admission(asked - start, answered - start));
            }
            asked = answered;
        }
        return admitted;
    }

    /**
     * It was decided at some time between the two, in nanoseconds since the start. On a machine that stands still meanwhile they may be far
     * apart.
     */
    private record Admission(long asked, long answered) {}

    /**
     * What came of it.
     *
     * @param admitted in the order of the answers
     * @param silent how long nobody was answered, as the machine had no time for the test
     */
    private record Load(List<Admission> admitted, long nanos, long silent) {}

    /** Any time counts that begins with a question: whatever was asked and answered within it was admitted within it. */
    private static void holdsBound(Load load, Rate rate, long more) {
        double perNano = (double) rate.permits() / rate.period().toNanos();
        for (Admission first : load.admitted()) {
            int within = 0;
            for (Admission one : load.admitted()) {
                if (one.asked() < first.asked()) {
                    continue;
                }
                within++;
                long time = one.answered() - first.asked();
                if (within > rate.burst() + perNano * (time + more)) {
                    throw new AssertionError("%d admitted from %d ms on in %d ms, of %s"
                            .formatted(within, first.asked() / 1_000_000, time / 1_000_000, rate));
                }
            }
        }
    }

    /** Of the time in which decisions were made at all. */
    private static void isAtLeast99Percent(Load load, Rate rate) {
        double due = (double) rate.permits()
                * (load.nanos() - load.silent())
                / rate.period().toNanos();
        assertThat((double) load.admitted().size())
                .as(
                        "admitted in %d ms of which %d silent: %s",
                        load.nanos() / 1_000_000, load.silent() / 1_000_000, runs(load))
                .isGreaterThanOrEqualTo(Math.floor(0.99 * due));
    }

    /** How many were admitted together, and until when. */
    private static List<String> runs(Load load) {
        List<String> runs = new ArrayList<>();
        long[] times = load.admitted().stream().mapToLong(Admission::answered).toArray();
        int first = 0;
        for (int i = 1; i <= times.length; i++) {
            if (i == times.length || times[i] - times[i - 1] > Silence.LEAST_NANOS) {
                runs.add(i - first + " until " + times[i - 1] / 1_000_000 + " ms");
                first = i;
            }
        }
        return runs;
    }
}
