package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.SealedListener.CA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a module learns at a handshake, it finds again at each request of the connection. */
class HandshakeWitnessTest {
    @Test
    void whatIsLearntOnceIsFoundAtEachRequest() {
        AtomicInteger handshakes = new AtomicInteger();
        AtomicReference<Slots.Slot<String>> slot = new AtomicReference<>();
        ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();
        Plugs plugs = new Plugs(
                List.of(exchange -> found.add(exchange.tls().slots().get(slot.get()))), List.of(), List.of(plan -> {
                    slot.set(plan.slot(String.class));
                    return facts ->
                            facts.slots().set(slot.get(), facts.serverName() + " no. " + handshakes.incrementAndGet());
                }));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, plugs, SealedListener.listener(CA.server("a.test"), ""))) {
            for (int connection = 0; connection < 2; connection++) {
                try (RawClient client = RawClient.overTls(proxy.address(), CA.clientContext(), "a.test")) {
                    for (int request = 1; request <= 2; request++) {
                        client.send(Messages.GET).read();
                        int all = 2 * connection + request;
                        await().untilAsserted(() -> assertThat(found).hasSize(all));
                    }
                }
            }
        }
        assertThat(found).containsExactly("a.test no. 1", "a.test no. 1", "a.test no. 2", "a.test no. 2");
    }
}
