package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.memcached.Fixture.charge;
import static io.zentinelproxy.security.memcached.Fixture.limiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
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

    /** Windows of 620, 305, 100 and 375 ms: more than ten of each. */
    @ParameterizedTest
    @CsvSource({"100, 1000, 50, 7000", "50, 250, 2, 4200", "1000, 10000, 5, 6000", "400, 1000, 1, 4500"})
    void twoProxiesAdmitWithinTheBoundAndNothingIsLost(long permits, long periodMillis, long burst, long millis)
            throws Exception {
        Rate rate = new Rate(permits, Duration.ofMillis(periodMillis), burst);
        try (MemcachedStore one = Fixture.windows(server);
                MemcachedStore other = Fixture.windows(server)) {
            long[] admitted = load(rate, millis, one, other);

            holdsBound(admitted, rate, NANOS);
            isAtLeast99Percent(admitted, rate);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1000", "-300", "1000"})
    void aClockThatIsWrongByUpToASecondDoesNotBreakTheBound(long wrongMillis) throws Exception {
        Rate rate = new Rate(100, Duration.ofSeconds(1), 20);
        long wrong = Duration.ofMillis(wrongMillis).toNanos();
        SharedClock clock = new SharedClock(() -> System.currentTimeMillis() * 1_000_000 + wrong, System::nanoTime);
        MemcachedSettings settings = Fixture.settings(Fixture.AMPLE, false, server.port());
        try (MemcachedStore right = new MemcachedStore(settings);
                MemcachedStore apart = new MemcachedStore(settings, clock)) {
            long[] admitted = load(rate, 5000, right, apart);

            holdsBound(admitted, rate, NANOS);
            isAtLeast99Percent(admitted, rate);
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 1000, 20, 2500", "2, 1000, 1, 3000"})
    void bucketsAdmitNoMoreThanTheRateAndTheBurst(long permits, long periodMillis, long burst, long millis)
            throws Exception {
        Rate rate = new Rate(permits, Duration.ofMillis(periodMillis), burst);
        try (MemcachedStore one = Fixture.exact(server);
                MemcachedStore other = Fixture.exact(server)) {
            long[] admitted = load(rate, millis, one, other);

            // The proxies' clocks tell milliseconds, and a moment passes between their answers and our looking at the
            // time.
            holdsBound(admitted, rate, NANOS / 10);
            isAtLeast99Percent(admitted, rate);
        }
    }

    /** When what was admitted was, in nanoseconds since the start. */
    private static long[] load(Rate rate, long millis, MemcachedStore... stores) throws Exception {
        Limiter limiter = limiter("bound", rate.permits(), rate.period(), rate.burst());
        long start = System.nanoTime();
        List<Future<List<Long>>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (MemcachedStore store : stores) {
                for (int i = 0; i < THREADS_OF_EACH; i++) {
                    running.add(threads.submit(() -> ask(store, limiter, start, start + millis * 1_000_000)));
                }
            }
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> one : running) {
            all.addAll(one.get());
        }
        long[] admitted = all.stream().mapToLong(one -> one).sorted().toArray();
        return LongStream.concat(LongStream.of(admitted), LongStream.of(millis * 1_000_000))
                .toArray();
    }

    private static List<Long> ask(MemcachedStore store, Limiter limiter, long start, long end) throws StoreException {
        List<Long> admitted = new ArrayList<>();
        Charge[] charges = {charge(limiter, "a", 1)};
        while (System.nanoTime() - end < 0) {
            if (store.take(charges, 1)) {
                admitted.add(System.nanoTime() - start);
            }
        }
        return admitted;
    }

    /** Any time between two admissions counts. */
    private static void holdsBound(long[] times, Rate rate, long more) {
        double perNano = (double) rate.permits() / rate.period().toNanos();
        int count = times.length - 1;
        // The most over all earlier ones of what may be there beyond the rate: n - perNano * t.
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, perNano * times[i] - i);
            double excess = i + 1 - perNano * times[i] + most;
            assertThat(excess)
                    .as("admitted beyond the rate until %d ms, of %s", times[i] / 1_000_000, rate)
                    .isLessThanOrEqualTo(rate.burst() + perNano * more);
        }
    }

    private static void isAtLeast99Percent(long[] times, Rate rate) {
        long end = times[times.length - 1];
        double due = (double) rate.permits() * end / rate.period().toNanos();
        assertThat((double) (times.length - 1))
                .as(
                        "admitted in %d ms, at times %s",
                        end / 1_000_000, Arrays.stream(times).limit(3).boxed().toList())
                .isGreaterThanOrEqualTo(Math.floor(0.99 * due));
    }
}
