package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.security.quota.Breaker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A real memcached that is not there, killed, stopped, and back. */
class OutageTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Limiter limiter = limiter("outage", 1000, Duration.ofSeconds(1), 1_000_000);
    private final Charge charge = charge(limiter, "a", 1);

    @Test
    void aServerThatIsNotThereAtFirstIsToldInTheLogAndUsedOnceItIs() throws Exception {
        int port = MemcachedServer.freePort();
        try (LogCapture log = new LogCapture(Breaker.class);
                LimitStore store = Fixture.settings(SHORT, false, port).open()) {
            assertThat(log.messages()).anyMatch(line -> line.startsWith("memcached 127.0.0.1:" + port));
            assertThatThrownBy(() -> take(store, charge)).isInstanceOf(StoreException.class);
            try (MemcachedServer server = MemcachedServer.startAt(port)) {
                admitsAgain(store);
            }
        }
    }

    @Test
    void aServerThatWasStartedAnewIsAskedOnNewConnectionsWithoutThatARequestFails() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = Fixture.windows(server)) {
            for (int round = 0; round < 3; round++) {
                assertThat(atOnce(store, 10)).isEqualTo(10);
                server.kill();
                server.restart();
            }
        }
    }

    @Test
    void aServerThatIsKilledFailsAtOnceAndIsUsedWhenItIsBack() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = Fixture.windows(server)) {
            take(store, charge);
            server.kill();
            assertThatThrownBy(() -> take(store, charge)).isInstanceOf(StoreException.class);
            server.restart();
            assertThat(take(store, charge)).isTrue();
        }
    }

    @Test
    void nobodyWaitsLongerForAStoppedServerThanTheTimeoutAndItsLateRepliesAreNotTakenForOthers() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = new MemcachedStore(Fixture.settings(SHORT, false, server.port()))) {
            admitsAgain(store);
            server.stop();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> take(store, charge))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("in time");
            }
            server.cont();
            admitsAgain(store);
            // One that is late may have been counted: the next try is by another key.
            AtomicInteger tries = new AtomicInteger();
            Charge other = await().atMost(HangGuard.LIMIT)
                    .until(() -> charge(limiter, "other " + tries.incrementAndGet(), 3), one -> isTaken(store, one));
            assertThat(other.remaining()).isEqualTo(Windows.of(limiter.rate()).most() - 3);
        }
    }

    @Test
    void whoFindsNoFreeConnectionWaitsNoLongerThanTheTimeoutEither() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = new MemcachedStore(Fixture.settings(SHORT, false, server.port()))) {
            admitsAgain(store);
            server.stop();
            // Ten have a connection and wait for the reply; the other hundred wait for a connection.
            assertThat(atOnce(store, 110)).isZero();
            server.cont();
            admitsAgain(store);
        }
    }

    @Test
    void thereAreNoMoreConnectionsThanThePoolHas() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = Fixture.windows(server)) {
            assertThat(atOnce(store, 300)).isEqualTo(300);
            assertThat(server.stat("total_connections")).isLessThanOrEqualTo(10 + 3);
        }
    }

    private boolean isTaken(LimitStore store, Charge one) {
        try {
            return take(store, one);
        } catch (StoreException notYet) {
            return false;
        }
    }

    private void admitsAgain(LimitStore store) {
        await().atMost(HangGuard.LIMIT).until(() -> isTaken(store, charge));
    }

    /** How many of so many that ask at once are admitted. */
    private int atOnce(LimitStore store, int count) throws Exception {
        List<Future<Boolean>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                Charge own = charge(limiter, "at once", 1);
                all.add(threads.submit(() -> isTaken(store, own)));
            }
        }
        int admitted = 0;
        for (Future<Boolean> one : all) {
            admitted += one.get() ? 1 : 0;
        }
        return admitted;
    }
}
