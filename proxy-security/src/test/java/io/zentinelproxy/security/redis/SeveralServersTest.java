package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cluster of three, and a server that sentinels watch. */
class SeveralServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Test
    void aClusterCountsEachKeyAtItsServer() throws Exception {
        try (TestCluster cluster = new TestCluster();
                LimitStore store = RedisStore.open(Questions.of(Mode.CLUSTER, "", PATIENCE, cluster.ports()[0]))) {
            Limiter limiter = hourly("spread", 2);
            for (int i = 0; i < 60; i++) {
                String key = "client-" + i;
                assertThat(take(store, charge(limiter, key, 1))).isTrue();
                assertThat(take(store, charge(limiter, key, 1))).isTrue();
                assertThat(take(store, charge(limiter, key, 1))).isFalse();
            }
            for (RedisServer node : cluster.servers()) {
                assertThat(Integer.parseInt(node.cli("dbsize"))).isPositive();
            }
        }
    }

    @Test
    void inAClusterLimitsOfOneClientAreOneDecisionAndOthersAreGivenBack() throws Exception {
        try (TestCluster cluster = new TestCluster();
                LimitStore store = RedisStore.open(Questions.of(Mode.CLUSTER, "", PATIENCE, cluster.ports()[1]))) {
            Limiter wide = hourly("wide", 100);
            Limiter narrow = hourly("narrow", 1);
            for (int i = 0; i < 20; i++) {
                String client = "c" + i;
                assertThat(take(store, charge(wide, client, 1), charge(narrow, client, 1)))
                        .isTrue();
                assertThat(take(store, charge(wide, client, 1), charge(narrow, client, 1)))
                        .isFalse();
                assertThat(take(store, charge(wide, "all", 1), charge(narrow, client, 1)))
                        .isFalse();
                Charge look = charge(wide, client, 0);
                take(store, look);
                assertThat(look.remaining()).isEqualTo(99);
            }
            Charge all = charge(wide, "all", 0);
            take(store, all);
            assertThat(all.remaining()).isEqualTo(100);
        }
    }

    @Test
    void aSlotThatMovesIsFollowed() throws Exception {
        try (TestCluster cluster = new TestCluster();
                LimitStore store = RedisStore.open(Questions.of(Mode.CLUSTER, "", PATIENCE, cluster.ports()[0]))) {
            Limiter limiter = hourly("moves", 1000);
            assertThat(take(store, charge(limiter, "m", 1))).isTrue();
            int slot = TestCluster.slot("t:moves:{m}");
            RedisServer from = cluster.serverOf("t:moves:{m}");
            RedisServer to = cluster.otherThanOf("t:moves:{m}");
            String target = TestCluster.id(to);
            from.cli("del", "t:moves:{m}");
            to.cli("cluster", "setslot", String.valueOf(slot), "importing", TestCluster.id(from));
            from.cli("cluster", "setslot", String.valueOf(slot), "migrating", target);
            // First at its new owner: that gives it a later epoch, and so it is believed whatever else is still on its
            // way.
            to.cli("cluster", "setslot", String.valueOf(slot), "node", target);
            for (RedisServer node : cluster.servers()) {
                node.cli("cluster", "setslot", String.valueOf(slot), "node", target);
            }
            assertThat(take(store, charge(limiter, "m", 1))).isTrue();
            assertThat(to.cli("exists", "t:moves:{m}")).isEqualTo("1");
        }
    }

    @Test
    void aFailoverBySentinelsIsFollowed() throws Exception {
        try (RedisServer master = RedisServer.start("--repl-diskless-sync-delay", "0");
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                TestSentinel sentinel = new TestSentinel("limits", master, Duration.ofSeconds(3));
                LimitStore store = RedisStore.open(Questions.of(Mode.SENTINEL, "limits", PATIENCE, sentinel.port()))) {
            Limiter limiter = hourly("failover", 1000);
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            // One that has never had what its master has is no successor.
            await().atMost(TestSentinel.PATIENCE)
                    .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
            await().atMost(TestSentinel.PATIENCE).until(() -> sentinel.knowsReplicas("limits"));
            master.kill();
            await().atMost(TestSentinel.PATIENCE).until(() -> admitted(store, limiter));
            assertThat(replica.cli("exists", "t:failover:{a}")).isEqualTo("1");
            assertThat(replica.cli("role")).startsWith("master");
        }
    }

    private static boolean admitted(LimitStore store, Limiter limiter) {
        try {
            return take(store, charge(limiter, "a", 1));
        } catch (StoreException e) {
            return false;
        }
    }
}
