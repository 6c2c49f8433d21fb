package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.redis.RedisServer;
import io.zentinelproxy.security.redis.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books in a cluster of three servers, one of which has them all. The user of the proxy may do what docs/ledger.md says, and no more. */
class LedgerClusterTest {
    @TempDir
    Path folder;

    private TestCluster cluster;
    private RedisServer books;

    @BeforeEach
    void create() {
        cluster = new TestCluster();
        books = cluster.serverOf("{ledger}");
        for (RedisServer server : cluster.servers()) {
            assertThat(server.cli(LedgerAccess.user("zentinel:", "+cluster|slots", "+asking")))
                    .isEqualTo("OK");
        }
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private LedgerProxy proxy(TestOrigin origin, String budget, String more) {
        return new LedgerProxy(
                origin,
                budget,
                "redis-mode \"cluster\"; redis-nodes \"127.0.0.1:" + cluster.ports()[0] + "\"; " + more
                        + LedgerAccess.keys(folder));
    }

    private static BooksSeen at(RedisServer server) {
        return BooksSeen.at(words -> server.cli(words.toArray(String[]::new)), "zentinel:");
    }

    private static void awaitBooks(RedisServer server, int requests) {
        await().atMost(HangGuard.LIMIT)
                .untilAsserted(() -> assertThat(at(server)).isEqualTo(BooksSeen.of(requests)));
    }

    @Test
    void proxiesOfAClusterShareABudgetWhoseBooksOneServerHas() {
        try (TestOrigin origin = LedgerProxy.origin();
                LedgerProxy one = proxy(origin, "limit 70", "");
                LedgerProxy other = proxy(origin, "limit 70", "")) {
            assertThat(one.ask().status()).isEqualTo(200);
            awaitBooks(books, 1);
            assertThat(other.ask().status()).isEqualTo(200);
            awaitBooks(books, 2);
            assertThat(one.ask().status()).isEqualTo(200);
            awaitBooks(books, 3);
            assertThat(other.ask().status()).isEqualTo(429);

            assertThat(one.page()).contains("\"used\":45");
            for (RedisServer server : cluster.servers()) {
                assertThat(server.cli("ACL", "LOG")).isEmpty();
                if (server != books) {
                    assertThat(server.cli("DBSIZE")).isEqualTo("0");
                }
            }
        }
    }

    @Test
    void booksThatAreMovedToAnotherServerWhileARequestIsUnderWayAreFollowed() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LedgerProxy proxy = proxy(origin, "limit 1000000", "redis-timeout-ms 5000; ");
                RawClient slow = proxy.askSlowly(origin)) {
            assertThat(proxy.ask().status()).isEqualTo(200);
            RedisServer to = cluster.otherThanOf("{ledger}");
            moveSlot(to, () -> {
                latch.countDown();
                assertThat(slow.read().status()).isEqualTo(200);
            });

            awaitBooks(to, 2);
            await().atMost(HangGuard.LIMIT).until(() -> proxy.ask().status() == 200);
            awaitBooks(to, 3);
        }
    }

    /** @param between what happens while some keys are here and some there */
    private void moveSlot(RedisServer to, Runnable between) {
        String slot = String.valueOf(TestCluster.slot("{ledger}"));
        to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", TestCluster.id(books));
        books.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", TestCluster.id(to));
        move(to, slot, "1");
        between.run();
        move(to, slot, "1000");
        for (RedisServer server : List.of(to, books, cluster.otherThanOf("{ledger}"))) {
            server.cli("CLUSTER", "SETSLOT", slot, "NODE", TestCluster.id(to));
        }
    }

    private void move(RedisServer to, String slot, String most) {
        List<String> command =
                new ArrayList<>(List.of("MIGRATE", "127.0.0.1", String.valueOf(to.port()), "", "0", "5000", "KEYS"));
        command.addAll(books.cli("CLUSTER", "GETKEYSINSLOT", slot, most).lines().toList());
        assertThat(books.cli(command.toArray(String[]::new))).isEqualTo("OK");
    }

    @Test
    void whatIsSettledWhileTheServerOfTheBooksIsSilentIsChargedOnceWhenItAnswers() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LedgerProxy proxy = proxy(origin, "limit 1000000", "");
                RawClient slow = proxy.askSlowly(origin)) {
            books.stop();
            try {
                latch.countDown();
                assertThat(slow.read().status()).isEqualTo(200);
                assertThat(proxy.ask().status()).isEqualTo(503);
                await().atMost(HangGuard.LIMIT)
                        .untilAsserted(() -> assertThat(proxy.metric("zentinel_inference_waiting_ends"))
                                .isEqualTo(1));
            } finally {
                books.cont();
            }
            awaitBooks(books, 1);
            await().atMost(HangGuard.LIMIT)
                    .untilAsserted(() -> assertThat(proxy.metric("zentinel_inference_waiting_ends"))
                            .isZero());
        }
    }
}
