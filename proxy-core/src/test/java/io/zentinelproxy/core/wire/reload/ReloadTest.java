package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Another configuration is put into force: the next request goes by it, those under way and connections do not notice. */
class ReloadTest {
    private static final int RELOADS = 50;

    private static TestOrigin named(String name) {
        return TestOrigin.answering(Messages.okWith("Content-Length: " + name.length() + "\r\n", name));
    }

    @Test
    void theNextRequestOfAConnectionGoesByTheNewConfiguration() {
        try (TestOrigin one = named("one");
                TestOrigin other = named("other");
                RunningProxy proxy = RunningProxy.inFrontOf(one);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("one");
            proxy.reload(ProxyKdl.inFrontOf(other.address()));
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("other");
            assertThat(proxy.server().configuration().generation()).isEqualTo(2);
        }
    }

    @Test
    void aRequestUnderWayEndsAsItBegan() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        String stamped = """
                route "all" {
                    matches { path-prefix "/"; }
                    upstream "origin"
                    policies { response-headers { set { "X-Generation" "%s"; }; }; }
                }""";
        try (TestOrigin slow = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                TestOrigin other = named("other");
                RunningProxy proxy = RunningProxy.inFrontOf(slow, Piece.routes(stamped.formatted("old")));
                RawClient waiting = proxy.connect().send(Messages.GET);
                RawClient next = proxy.connect()) {
            slow.awaitRequests(1);
            proxy.reload(ProxyKdl.inFrontOf(other.address(), Piece.routes(stamped.formatted("new"))));
            assertThat(next.send(Messages.GET).read().field("X-Generation")).isEqualTo("new");
            answer.countDown();
            Reply reply = waiting.read();
            assertThat(reply.body()).isEqualTo("ok");
            assertThat(reply.field("X-Generation")).isEqualTo("old");
            slow.awaitConnectionClosed(0);
            assertThat(waiting.send(Messages.GET).read().body()).isEqualTo("other");
        }
    }

    @Test
    void connectionsToOriginsOfAnUpstreamThatStaysStay() {
        try (TestOrigin origin = named("one");
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            proxy.reload(ProxyKdl.inFrontOf(
                    origin.address(),
                    Piece.upstreams("upstream \"more\" { target \"127.0.0.1:" + origin.port() + "\"; }")));
            client.send(Messages.GET).read();
            assertThat(origin.awaitRequests(2))
                    .extracting(request -> request.connection())
                    .containsOnly(0);
        }
    }

    @Test
    void noRequestFailsWhileReloadsGoOn() throws InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (TestOrigin origin = named("one");
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            Thread kept = Thread.startVirtualThread(() -> {
                try (RawClient client = proxy.connect()) {
                    while (!over.get()) {
                        count(client.send(Messages.GET).read(), answered, wrong);
                    }
                }
            });
            Thread fresh = Thread.startVirtualThread(() -> {
                while (!over.get()) {
                    try (RawClient client = proxy.connect()) {
                        count(client.send(Messages.GET).read(), answered, wrong);
                    }
                }
            });
            for (int i = 0; i < RELOADS; i++) {
                proxy.reload(ProxyKdl.inFrontOf(
                        origin.address(),
                        Piece.listener("keepalive-timeout-secs " + (30 + i % 3)),
                        Piece.upstream("timeouts { connect-secs " + (30 + i % 2) + "; }"),
                        Piece.limits("max-header-count " + (50 + i))));
                int before = answered.get();
                while (answered.get() < before + 4 && kept.isAlive() && fresh.isAlive()) {
                    Thread.yield();
                }
            }
            over.set(true);
            kept.join();
            fresh.join();
            assertThat(wrong.get()).isZero();
            assertThat(answered.get()).isGreaterThanOrEqualTo(4 * RELOADS);
        }
    }

    private static void count(Reply reply, AtomicInteger answered, AtomicInteger wrong) {
        if (reply.status() != 200 || !reply.body().equals("one")) {
            wrong.incrementAndGet();
        }
        answered.incrementAndGet();
    }
}
