package io.zentinelproxy.security.bench;

import io.zentinelproxy.security.local.LocalStore;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one decision of a limiter costs that counts in this process: a request that is let pass, one that is refused. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalDecision {
    /** Its buckets are neither empty nor ever full again, so that no key is forgotten. */
    private static final Rate WIDE = new Rate(1, Duration.ofSeconds(1), 1_000_000_000_000L);

    /** Its buckets are full again at once, so that every key is a new one. */
    private static final Rate QUICK = new Rate(1_000_000_000, Duration.ofSeconds(1), 1_000_000_000_000L);

    private static final Rate NARROW = new Rate(1, Duration.ofHours(1), 1);
    private static final int CLIENTS = 1 << 16;

    /** One store, which all threads ask. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final LocalStore store = new LocalStore();
        private final Limiter wide = new Limiter("wide", WIDE, true, 100_000);
        private final Limiter quick = new Limiter("quick", QUICK, true, 100_000);
        private final Limiter narrow = new Limiter("narrow", NARROW, true, 100_000);
        private final AtomicInteger threads = new AtomicInteger();
    }

    /** What one thread asks with. */
    @State(Scope.Thread)
    public static class Asking {
        private final Charge[] charges = {new Charge()};
        private int number;
        private int next;

        @Setup
        public void begin(Shared shared) {
            number = shared.threads.incrementAndGet();
        }

        /** For a client of this IPv4 address. */
        private Charge[] ask(Limiter limiter, int client) {
            byte[] key = charges[0].key();
            key[0] = (byte) (client >> 24);
            key[1] = (byte) (client >> 16);
            key[2] = (byte) (client >> 8);
            key[3] = (byte) client;
            charges[0].ask(limiter, 4, 1);
            return charges;
        }
    }

    /** A client of this thread alone. */
    @Benchmark
    public boolean admitted(Shared shared, Asking asking) {
        return shared.store.take(asking.ask(shared.wide, asking.number), 1);
    }

    /** The same client for all threads. */
    @Benchmark
    public boolean sameClient(Shared shared, Asking asking) {
        return shared.store.take(asking.ask(shared.wide, 0), 1);
    }

    /** One of 65,536 clients, another each time. */
    @Benchmark
    public boolean manyClients(Shared shared, Asking asking) {
        asking.next = asking.next + 7919 & CLIENTS - 1;
        return shared.store.take(asking.ask(shared.wide, asking.next), 1);
    }

    /** One that is not known. */
    @Benchmark
    public boolean newClient(Shared shared, Asking asking) {
        return shared.store.take(asking.ask(shared.quick, asking.next++), 1);
    }

    @Benchmark
    public boolean refused(Shared shared, Asking asking) {
        return shared.store.take(asking.ask(shared.narrow, asking.number), 1);
    }
}
