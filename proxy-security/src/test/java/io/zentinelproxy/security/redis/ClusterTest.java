package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits in a cluster of three servers. */
class ClusterTest {
    private static TestCluster cluster;

    @BeforeAll
    static void create() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static RedisStore opened(Duration timeout, int... ports) {
        return Questions.open(Questions.of(Mode.CLUSTER, "", timeout, ports));
    }

    private static boolean isDecided(RedisStore store, Limiter limiter, String key) {
        try {
            store.take(new Charge[] {charge(limiter, key, 0)}, 1);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    void whatIsOnlyLookedAtKeepsWhatItTookWhenALimitElsewhereRefuses() throws Exception {
        Limiter shadow = new Limiter("shadow", limiter("shadow", 1, LONG, 100).rate(), false, 1000);
        Limiter last = limiter("last", 1, LONG, 1);
        String here = TestCluster.keyAt(0);
        String there = TestCluster.keyAt(2);
        try (RedisStore store = opened(Questions.PATIENCE, cluster.ports())) {
            assertThat(take(store, charge(shadow, here, 1), charge(last, there, 1)))
                    .isTrue();
            assertThat(take(store, charge(shadow, here, 1), charge(last, there, 1)))
                    .isFalse();

            Charge looked = charge(shadow, here, 0);
            take(store, looked);
            assertThat(looked.remaining()).isEqualTo(98);
        }
    }

    @Test
    void aKeyOnItsWayFromOneServerToAnotherIsFollowed() throws Exception {
        String client = "moved client";
        Limiter two = limiter("moved", 1, LONG, 2);
        RedisServer from = cluster.serverOf(client);
        RedisServer to = cluster.otherThanOf(client);
        String slot = String.valueOf(TestCluster.slot(client));
        try (RedisStore store = opened(Questions.PATIENCE, cluster.ports())) {
            assertThat(take(store, two, client)).isTrue();
            String target = TestCluster.id(to);
            to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", TestCluster.id(from));
            from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", target);

            Charge still = charge(two, client, 0);
            assertThat(take(store, still)).as("its key is still where it was").isTrue();
            assertThat(still.remaining()).isEqualTo(1);
            from.cli("MIGRATE", "127.0.0.1", String.valueOf(to.port()), "t:moved:{" + client + "}", "0", "30000");
            assertThat(take(store, still)).as("its key is where it is going").isTrue();
            assertThat(still.remaining()).isEqualTo(1);
            to.cli("CLUSTER", "SETSLOT", slot, "NODE", target);
            from.cli("CLUSTER", "SETSLOT", slot, "NODE", target);

            assertThat(take(store, two, client)).isTrue();
            assertThat(take(store, two, client)).isFalse();
            assertThat(store.state().failures()).isZero();
        }
    }

    @Test
    void aServerThatIsGoneCostsOnlyItsOwnClientsTheirDecisions() throws Exception {
        Limiter many = limiter("gone", 1, LONG, 1000);
        String hers = TestCluster.keyAt(2);
        String others = TestCluster.keyAt(0);
        try (RedisStore store = opened(Duration.ofMillis(300), cluster.ports())) {
            await().atMost(HangGuard.LIMIT).until(() -> store.state().up() && isDecided(store, many, hers));
            cluster.server(2).stop();
            while (store.state().up()) {
                isDecided(store, many, hers);
            }

            assertThat(isDecided(store, many, hers)).isFalse();
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store, many, others));
            assertThat(isDecided(store, many, hers)).isFalse();

            cluster.server(2).cont();
            await().atMost(HangGuard.LIMIT).until(() -> store.state().up() && isDecided(store, many, hers));
        } finally {
            cluster.server(2).cont();
        }
    }
}
