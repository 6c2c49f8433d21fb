package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code inference ledger}: where the books of a proxy are, and how long. */
class BooksTest {
    private static final String KEYS = "provider \"openai\"\nbudget { limit 2000; period \"monthly\"; }";

    @TempDir
    Path folder;

    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-01-05T10:30:00Z").toEpochMilli());

    private ModelProxy with(TestOrigin origin, String keys, String ledger) {
        return ModelProxy.inFrontOf(
                origin.address(),
                new Gateway(ProxyEvents.NONE, millis::get),
                keys,
                Piece.top("inference { ledger { " + ledger + "; }; }"));
    }

    private String file() {
        return "backend \"file\"; folder \"" + folder + "\"";
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "interval", "always"})
    void booksInAFolderOutliveTheProxyAndThoseInMemoryDoNot(String fsync) {
        try (TestOrigin origin = Answers.chat(500, 1000)) {
            for (int i = 0; i < 2; i++) {
                try (ModelProxy proxy = with(origin, KEYS, file() + "; fsync \"" + fsync + "\"")) {
                    assertThat(proxy.ask("gpt-4o").status()).isEqualTo(i == 0 ? 200 : 429);
                }
                try (ModelProxy proxy = with(origin, KEYS, "backend \"memory\"")) {
                    assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void twoProxiesOfAFolderShareABudget() {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy one = with(origin, KEYS, file());
                ModelProxy other = with(origin, KEYS, file())) {
            assertThat(one.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(other.ask("gpt-4o").status()).isEqualTo(429);
        }
    }

    @Test
    void whatARequestHasReservedIsGivenBackAfterItsLease() {
        try (TestOrigin origin = TestOrigin.scripted(request -> request.head().contains("X-Slow")
                        ? List.of(new Step.ReadBody(), new Step.AwaitClose())
                        : List.of(new Step.ReadBody(), Step.send(Answers.json(200, Answers.chatBody(10, 5, 0)))));
                ModelProxy proxy = with(origin, KEYS, "lease-secs 60");
                RawClient slow = proxy.connect()) {
            slow.send(ModelProxy.request("/v1/chat/completions", ModelProxy.chat("gpt-4o", "Hi."), "X-Slow: 1"));
            origin.awaitRequests(1);
            millis.addAndGet(Duration.ofSeconds(59).toMillis());
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(429);
            millis.addAndGet(Duration.ofSeconds(2).toMillis());
            // The books are looked through twice a second.
            await().until(() -> proxy.ask("gpt-4o").status() == 200);
        }
    }

    @Test
    void noMoreHoldersAreKnownThanMayBe() {
        String keys = "provider \"openai\"\nbudget { limit 2000; key \"header:X-Team\"; }";
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = with(origin, keys, "max-holders 1")) {
            assertThat(proxy.ask("gpt-4o", "X-Team: a").status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o", "X-Team: b").status()).isEqualTo(429);
        }
    }
}
