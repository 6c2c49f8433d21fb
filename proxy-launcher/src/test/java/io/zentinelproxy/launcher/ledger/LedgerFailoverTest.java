package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.redis.RedisServer;
import io.zentinelproxy.security.redis.TestSentinel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Books at a master and its replica, with a sentinel that makes the one of the other. */
class LedgerFailoverTest {
    private RedisServer master;
    private RedisServer replica;
    private TestSentinel sentinel;

    @BeforeEach
    void start() {
        master = RedisServer.start();
        replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
        await().atMost(TestSentinel.PATIENCE)
                .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
        sentinel = new TestSentinel("books", master, Duration.ofSeconds(3));
        await().atMost(TestSentinel.PATIENCE).until(() -> sentinel.knowsReplicas("books"));
    }

    @AfterEach
    void end() {
        sentinel.close();
        replica.close();
        master.close();
    }

    private LedgerProxy proxy(TestOrigin origin) {
        return new LedgerProxy(
                origin,
                "redis-mode \"sentinel\"; redis-master \"books\"; redis-timeout-ms 5000; redis-nodes \"127.0.0.1:"
                        + sentinel.port() + "\"");
    }

    private static BooksSeen at(RedisServer server) {
        return BooksSeen.at(words -> server.cli(words.toArray(String[]::new)), "zentinel:");
    }

    /** Until sentinels end its days, the old master hears for some seconds what it will have forgotten as a replica. */
    @Test
    void whatTheOldMasterHeardLastIsInTheBooksOfTheNewOneOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LedgerProxy proxy = proxy(origin);
                RawClient slow = proxy.askSlowly(origin)) {
            int served = 0;
            for (int i = 0; i < 5; i++) {
                served += served(proxy);
            }
            sentinel.failover("books");
            while (!master.cli("ROLE").startsWith("slave")) {
                served += served(proxy);
            }
            latch.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            served++;
            await().atMost(TestSentinel.PATIENCE).until(() -> proxy.ask().status() == 200);
            served++;

            BooksSeen all = BooksSeen.of(served);
            await().atMost(TestSentinel.PATIENCE)
                    .untilAsserted(() -> assertThat(at(replica)).isEqualTo(all));
            assertThat(replica.cli("ROLE")).startsWith("master");
            assertThat(proxy.metric("zentinel_inference_lost_entries_total")).isZero();
        }
    }

    private static int served(LedgerProxy proxy) {
        return proxy.ask().status() == 200 ? 1 : 0;
    }

    @Test
    void anEndOfARequestThatBeganAtAMasterThatDiedIsInTheBooksOfItsSuccessorOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LedgerProxy proxy = proxy(origin);
                RawClient slow = proxy.askSlowly(origin)) {
            assertThat(proxy.ask().status()).isEqualTo(200);
            await().atMost(TestSentinel.PATIENCE)
                    .untilAsserted(() -> assertThat(at(replica).entries()).isEqualTo(1));
            master.kill();
            latch.countDown();
            assertThat(slow.read().status()).isEqualTo(200);

            await().atMost(HangGuard.LIMIT.multipliedBy(2))
                    .untilAsserted(() -> assertThat(at(replica)).isEqualTo(BooksSeen.of(2)));
        }
    }
}
