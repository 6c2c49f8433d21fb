package io.zentinelproxy.security.redis;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Three servers that share the slots. Belongs to one thread. */
public final class TestCluster implements AutoCloseable {
    private final List<RedisServer> servers = new ArrayList<>();

    public TestCluster() {
        List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
        for (int i = 0; i < 3; i++) {
            RedisServer server = RedisServer.start(
                    "--cluster-enabled",
                    "yes",
                    // Nobody is given up because the machine stands still for a moment.
                    "--cluster-node-timeout",
                    "60000",
                    "--cluster-require-full-coverage",
                    "no");
            servers.add(server);
            create.add("127.0.0.1:" + server.port());
        }
        create.add("--cluster-yes");
        String said = RedisServer.run(create);
        if (!said.contains("All 16384 slots covered")) {
            throw new AssertionError(said);
        }
        for (RedisServer server : servers) {
            await().atMost(HangGuard.LIMIT)
                    .until(() -> server.cli("CLUSTER", "INFO").contains("cluster_state:ok"));
        }
    }

    public int[] ports() {
        return servers.stream().mapToInt(RedisServer::port).toArray();
    }

    public List<RedisServer> servers() {
        return servers;
    }

    public RedisServer server(int number) {
        return servers.get(number);
    }

    /** Has the slots from {@code number * 16384 / 3} on. */
    public RedisServer serverOf(String key) {
        return servers.get(number(key));
    }

    public RedisServer otherThanOf(String key) {
        return servers.get((number(key) + 1) % 3);
    }

    private static int number(String key) {
        return Math.min(2, (int) (slot(key) / (16384 / 3.0)));
    }

    public static int slot(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    public static String id(RedisServer server) {
        return server.cli("CLUSTER", "MYID");
    }

    /** A client's key in the slots of this server. */
    static String keyAt(int number) {
        int i = 0;
        while (number("10.0.0." + i) != number) {
            i++;
        }
        return "10.0.0." + i;
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
