package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.redis.Questions.charge;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static io.zentinelproxy.security.redis.Questions.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three, and a server that sentinels watch. */
class SeveralServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Test
    void aClusterCountsEachKeyAtItsServer() throws Exception {
        try (Cluster3 cluster = new Cluster3();
                LimitStore store = RedisStore.open(Questions.of(Mode.CLUSTER, "", PATIENCE, cluster.ports()[0]))) {
            Limiter limiter = hourly("spread", 2);
            for (int i = 0; i < 60; i++) {
                String key = "client-" + i;
                assertThat(take(store, charge(limiter, key, 1))).isTrue();
                assertThat(take(store, charge(limiter, key, 1))).isTrue();
                assertThat(take(store, charge(limiter, key, 1))).isFalse();
            }
            for (RedisServer node : cluster.nodes) {
                assertThat(Integer.parseInt(node.cli("dbsize"))).isPositive();
            }
        }
    }

    @Test
    void inAClusterLimitsOfOneClientAreOneDecisionAndOthersAreGivenBack() throws Exception {
        try (Cluster3 cluster = new Cluster3();
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
        try (Cluster3 cluster = new Cluster3();
                LimitStore store = RedisStore.open(Questions.of(Mode.CLUSTER, "", PATIENCE, cluster.ports()[0]))) {
            Limiter limiter = hourly("moves", 1000);
            assertThat(take(store, charge(limiter, "m", 1))).isTrue();
            int slot = redis.clients.jedis.util.JedisClusterCRC16.getSlot("t:moves:{m}");
            RedisServer from = cluster.ownerOf("t:moves:{m}");
            RedisServer to = cluster.nodes.stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            String target = to.cli("cluster", "myid");
            from.cli("del", "t:moves:{m}");
            for (RedisServer node : cluster.nodes) {
                node.cli("cluster", "setslot", String.valueOf(slot), "node", target);
            }
            assertThat(take(store, charge(limiter, "m", 1))).isTrue();
            assertThat(to.cli("exists", "t:moves:{m}")).isEqualTo("1");
        }
    }

    @Test
    void aFailoverBySentinelsIsFollowed(@TempDir Path folder) throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                SentinelProcess sentinel = new SentinelProcess(folder, master.port());
                LimitStore store = RedisStore.open(Questions.of(Mode.SENTINEL, "limits", PATIENCE, sentinel.port))) {
            Limiter limiter = hourly("failover", 1000);
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            await().atMost(HangGuard.LIMIT).until(() -> sentinel.knowsReplica());
            master.kill();
            await().atMost(HangGuard.LIMIT).until(() -> admitted(store, limiter));
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

    private static final class Cluster3 implements AutoCloseable {
        final List<RedisServer> nodes = new ArrayList<>();

        Cluster3() {
            List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
            for (int i = 0; i < 3; i++) {
                RedisServer node = RedisServer.start("--cluster-enabled", "yes");
                nodes.add(node);
                create.add("127.0.0.1:" + node.port());
            }
            create.addAll(List.of("--cluster-yes"));
            String said = RedisServer.run(create);
            assertThat(said).contains("All 16384 slots covered");
            await().atMost(HangGuard.LIMIT)
                    .until(() -> nodes.stream()
                            .allMatch(node -> node.cli("cluster", "info").contains("cluster_state:ok")));
        }

        int[] ports() {
            return nodes.stream().mapToInt(RedisServer::port).toArray();
        }

        RedisServer ownerOf(String key) {
            return nodes.stream()
                    .filter(node -> node.cli("exists", key).equals("1"))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            nodes.forEach(RedisServer::close);
        }
    }

    /** One sentinel that decides alone, and soon. */
    private static final class SentinelProcess implements AutoCloseable {
        final int port = RedisServer.freePort();
        private final Process process;

        SentinelProcess(Path folder, int master) throws Exception {
            Path configuration = folder.resolve("sentinel.conf");
            Files.writeString(configuration, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor limits 127.0.0.1 %d 1
                    sentinel down-after-milliseconds limits 500
                    sentinel failover-timeout limits 2000
                    """.formatted(port, folder, master));
            process = new ProcessBuilder("redis-server", configuration.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(HangGuard.LIMIT).until(() -> ask("ping").equals("PONG"));
        }

        boolean knowsReplica() {
            return ask("sentinel", "replicas", "limits").contains("slave");
        }

        private String ask(String... words) {
            List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
            command.addAll(List.of(words));
            return RedisServer.run(command);
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
