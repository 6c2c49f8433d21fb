package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the watchdog asks before it gives a sign of life. */
class VitalsTest {

    @Test
    void aProxyThatServesHasNoAilmentNorHasOneThatDrains() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            assertThat(proxy.server().ailment()).isNull();
            proxy.drain();
            assertThat(proxy.server().ailment()).isNull();
        }
    }

    /** An interrupt closes a channel that is being accepted on: nobody here interrupts, but a library might. */
    @Test
    void anAcceptorThatEndedIsNamed() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            Thread acceptor = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .filter(thread -> thread.getName().equals("zentinel-accept-main"))
                    .findFirst()
                    .orElseThrow();
            acceptor.interrupt();

            await().untilAsserted(() ->
                    assertThat(proxy.server().ailment()).isEqualTo("the acceptor of listener main has ended"));
        }
    }
}
