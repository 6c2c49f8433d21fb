package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master and its replica, with a sentinel that makes the one of the other. */
class FailoverTest {
    /** The sentinel does what it is told to, and nothing by itself. */
    private static final Duration NEVER = Duration.ofHours(1);

    private RedisServer master;
    private RedisServer replica;
    private TestSentinel sentinel;

    @BeforeEach
    void start() {
        master = RedisServer.start("--repl-diskless-sync-delay", "0");
        replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
        await().atMost(TestSentinel.PATIENCE)
                .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
        sentinel = new TestSentinel("limits", master, NEVER);
        await().atMost(TestSentinel.PATIENCE).until(() -> sentinel.knowsReplicas("limits"));
    }

    @AfterEach
    void end() {
        sentinel.close();
        replica.close();
        master.close();
    }

    private RedisStore opened() {
        return Questions.open(
                Questions.of(Mode.SENTINEL, "limits", Questions.PATIENCE, RedisServer.freePort(), sentinel.port()));
    }

    private static boolean isDecided(RedisStore store, Charge charge) {
        try {
            return store.take(new Charge[] {charge}, 1);
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    void aMasterThatBecameAReplicaIsLeft() throws Exception {
        Limiter many = limiter("many", 1, LONG, 1_000_000);
        try (RedisStore store = opened()) {
            Charge charge = charge(many, "a", 1);
            assertThat(take(store, charge)).isTrue();

            sentinel.failover("limits");

            await().atMost(TestSentinel.PATIENCE).until(() -> master.cli("ROLE").startsWith("slave"));
            await().atMost(TestSentinel.PATIENCE).until(() -> isDecided(store, charge));
            assertThat(replica.cli("ROLE")).startsWith("master");
            try (RedisMonitor monitor = new RedisMonitor(replica)) {
                assertThat(isDecided(store, charge)).isTrue();
                assertThat(monitor.commands()).anyMatch(command -> command.startsWith("\"EVALSHA\""));
            }
        }
    }
}
