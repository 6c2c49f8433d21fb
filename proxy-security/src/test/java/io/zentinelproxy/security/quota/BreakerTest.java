package io.zentinelproxy.security.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that was given up is tried again, whatever happens to those tries. */
class BreakerTest {
    @Test
    void aProbeThatFailsUnexpectedlyIsNotTheLast() throws Exception {
        AtomicInteger probes = new AtomicInteger();
        try (Breaker breaker = new Breaker("test", () -> {
            if (probes.incrementAndGet() == 1) {
                throw new IllegalStateException("not foreseen");
            }
        })) {
            breaker.open(new StoreException("down"));
            await().atMost(HangGuard.LIMIT).until(() -> breaker.state().up());
            breaker.check();
            assertThat(probes).hasValue(2);
            assertThat(breaker.state().outages()).isEqualTo(1);
        }
    }
}
