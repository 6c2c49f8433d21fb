package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.security.local.LocalStore;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.FallbackStore;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three servers, each with its part of the keys. */
class SeveralServersTest {
    private final List<MemcachedServer> servers =
            List.of(MemcachedServer.start(), MemcachedServer.start(), MemcachedServer.start());
    private final Fixture.Hand hand = new Fixture.Hand();
    private final MemcachedStore store = store();

    /** Two at once, and then none for half an hour, which does not pass. */
    private final Limiter limiter = limiter("several", 4, Duration.ofHours(1), 4);

    private MemcachedSettings settings(Duration timeout, int... order) {
        int[] ports = order.length == 0
                ? servers.stream().mapToInt(MemcachedServer::port).toArray()
                : IntStream.of(order).map(i -> servers.get(i).port()).toArray();
        return Fixture.settings(timeout, false, ports);
    }

    private MemcachedStore store(int... order) {
        return new MemcachedStore(settings(Fixture.AMPLE, order), hand.clock());
    }

    /** As it is opened, with what holds while it cannot be asked. */
    private LimitStore falling() {
        MemcachedStore counted = store();
        counted.greet();
        return new FallbackStore(counted, new LocalStore(), Fallback.LOCAL);
    }

    @AfterEach
    void close() {
        store.close();
        servers.forEach(MemcachedServer::close);
    }

    @Test
    void eachServerHasAPartOfTheKeys() {
        for (int server = 0; server < 3; server++) {
            int at = server;
            assertThat(IntStream.range(0, 3000).filter(key -> isAt(at, key)).count())
                    .isBetween(600L, 1500L);
        }
    }

    @Test
    void whoNamesTheServersInAnotherOrderCountsTogetherWithTheRest() throws Exception {
        try (MemcachedStore reordered = store(2, 0, 1)) {
            for (int key = 0; key < 50; key++) {
                assertThat(take(store, charge(limiter, "k" + key, 1))).isTrue();
                assertThat(take(reordered, charge(limiter, "k" + key, 1))).isTrue();
                assertThat(take(store, charge(limiter, "k" + key, 1))).isFalse();
            }
        }
    }

    @Test
    void aDecisionWhoseKeysAreAtSeveralServersTakesOfAllOrOfNone() throws Exception {
        Limiter larger = limiter("larger", 40, Duration.ofHours(1), 40);
        Charge here = charge(larger, "k" + keyAt(key -> server(larger, key) == 0), 1);
        Charge full = charge(limiter, "k" + keyAt(key -> isAt(1, key)), 2);
        Charge there = charge(larger, "k" + keyAt(key -> server(larger, key) == 2), 1);
        assertThat(take(store, here, full, there)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(take(store, here, full, there)).isFalse();
            assertThat(full.admitted()).isFalse();
        }

        assertThat(take(store, here)).isTrue();
        assertThat(take(store, there)).isTrue();
        assertThat(here.remaining()).isEqualTo(20 - 2);
        assertThat(there.remaining()).isEqualTo(20 - 2);
    }

    @Test
    void whatAServerThatIsDownHasIsCountedHereAndTheRestGoesOnTogether() throws Exception {
        Charge sound = charge(limiter, "k" + keyAt(key -> isAt(0, key)), 1);
        Charge lost = charge(limiter, "k" + keyAt(key -> isAt(1, key)), 1);
        try (LimitStore one = falling();
                LimitStore other = falling()) {
            await().atMost(HangGuard.LIMIT)
                    .until(() -> one.state().up() && other.state().up());
            servers.get(1).kill();

            assertThat(take(one, sound)).isTrue();
            assertThat(take(other, sound)).isTrue();
            assertThat(take(one, sound)).isFalse();
            // Each of the proxies by itself, by the whole burst.
            assertThat(taken(one, lost, 20)).isEqualTo(4);
            assertThat(taken(other, lost, 20)).isEqualTo(4);
            assertThat(one.state().up()).isFalse();
            assertThat(take(other, sound)).isFalse();

            servers.get(1).restart();
            await().atMost(HangGuard.LIMIT)
                    .until(() -> one.state().up() && other.state().up());
            assertThat(taken(one, lost, 20) + taken(other, lost, 20)).isEqualTo(2);
        }
    }

    @Test
    void whileAServerIsStoppedOnlyTheFirstFewWaitForIt() throws Exception {
        try (LimitStore one = settings(Duration.ofMillis(50)).open()) {
            Charge lost = charge(limiter, "k" + keyAt(key -> isAt(1, key)), 0);
            await().atMost(HangGuard.LIMIT).until(() -> one.state().up() && isTaken(one, lost));
            long before = one.state().failures();
            servers.get(1).stop();
            for (int i = 0; i < 1000; i++) {
                assertThat(isTaken(one, lost)).isFalse();
            }
            // A thousand that had waited would have failed as often.
            assertThat(one.state().failures() - before).isEqualTo(5);
            servers.get(1).cont();
            await().atMost(HangGuard.LIMIT).until(() -> isTaken(one, lost));
        }
    }

    private static boolean isTaken(LimitStore store, Charge one) {
        try {
            return take(store, one);
        } catch (io.zentinelproxy.security.quota.StoreException closed) {
            return false;
        }
    }

    private static int taken(LimitStore store, Charge charge, int tries) throws Exception {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += take(store, charge) ? 1 : 0;
        }
        return admitted;
    }

    private boolean isAt(int server, int key) {
        return server(limiter, key) == server;
    }

    private int server(Limiter of, int key) {
        return store.server(charge(of, "k" + key, 1));
    }

    private static int keyAt(IntPredicate fits) {
        return IntStream.range(0, 10_000).filter(fits).findFirst().orElseThrow();
    }
}
