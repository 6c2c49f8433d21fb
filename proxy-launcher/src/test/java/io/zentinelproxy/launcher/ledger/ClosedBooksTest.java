package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.redis.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that ends while Redis has not heard yet what its last requests have used. */
class ClosedBooksTest {
    @TempDir
    Path folder;

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
    }

    @AfterEach
    void end() {
        redis.cont();
        redis.close();
    }

    private String ledger() {
        return "redis-url \"" + redis.url() + "\"";
    }

    private void awaitBooks(int requests) {
        await().atMost(HangGuard.LIMIT)
                .untilAsserted(() -> assertThat(
                                BooksSeen.at(words -> redis.cli(words.toArray(String[]::new)), "zentinel:"))
                        .isEqualTo(BooksSeen.of(requests)));
    }

    @Test
    void whatTheLastRequestsOfAProcessHaveUsedIsToldToARedisThatAnswersAgainAsItEnds() {
        CountDownLatch latch = new CountDownLatch(1);
        int port = RedisServer.freePort();
        try (TestOrigin origin = LedgerProxy.origin(latch)) {
            String kdl = LedgerProxy.kdl(origin, "limit 1000000", ledger())
                    .replace("address \"127.0.0.1:0\"", "address \"127.0.0.1:" + port + "\"");
            try (ProxyProcess proxy = new ProxyProcess(folder, kdl, port);
                    RawClient slow = RawClient.connect(proxy.address())) {
                slow.send(LedgerProxy.request("X-Slow: 1"));
                origin.awaitRequests(1);
                redis.stop();
                latch.countDown();
                assertThat(slow.read().status()).isEqualTo(200);
                proxy.end();
                redis.cont();

                assertThat(proxy.awaitEnd()).isZero();
                assertThat(proxy.said()).doesNotContain("not in redis");
            }
        }
        awaitBooks(1);
    }

    @Test
    void booksThatOthersHaveTakenThePlaceOfAreToldWhenRedisAnswersAgain() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LedgerProxy proxy = new LedgerProxy(origin, ledger());
                RawClient slow = proxy.askSlowly(origin)) {
            redis.stop();
            latch.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            await().atMost(HangGuard.LIMIT)
                    .untilAsserted(() -> assertThat(proxy.metric("zentinel_inference_waiting_ends"))
                            .isEqualTo(1));
            proxy.reload(origin, "backend \"memory\"");
            assertThat(proxy.ask().status()).isEqualTo(200);
            redis.cont();
            awaitBooks(1);
        }
    }

    /** Its content is on its way while others take the place of the books it will ask. */
    @Test
    void aRequestThatIsBeingReadWhenOtherBooksTakeOverIsCountedAndServed() {
        String request = LedgerProxy.request();
        int content = request.indexOf("{");
        try (TestOrigin origin = LedgerProxy.origin();
                LedgerProxy proxy = new LedgerProxy(origin, ledger());
                RawClient slow = RawClient.connect(proxy.address())) {
            slow.send(request.substring(0, content + 1));
            await().atMost(HangGuard.LIMIT)
                    .untilAsserted(() ->
                            assertThat(proxy.metric("zentinel_active_requests")).isEqualTo(1));
            proxy.reload(origin, "backend \"memory\"");
            assertThat(proxy.ask().status()).isEqualTo(200);
            slow.send(request.substring(content + 1));
            assertThat(slow.read().status()).isEqualTo(200);
            awaitBooks(1);
        }
    }

    @Test
    void whereRedisNeverAnswersTheEndIsBoundedAndWhatIsLostIsCountedAndLoggedOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try (TestOrigin origin = LedgerProxy.origin(latch);
                LogCapture log = new LogCapture("io.zentinelproxy.inference.ledger.RedisEnds")) {
            LedgerProxy proxy = new LedgerProxy(origin, ledger());
            for (int i = 0; i < 7; i++) {
                clients.add(proxy.askSlowly(origin));
            }
            redis.stop();
            latch.countDown();
            clients.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
            proxy.close();

            assertThat(log.messages()).singleElement().asString().contains("7 entries are not in redis");
            assertThat(proxy.metric("zentinel_inference_lost_entries_total")).isEqualTo(7);
            assertThat(proxy.metric("zentinel_inference_waiting_ends")).isZero();
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
