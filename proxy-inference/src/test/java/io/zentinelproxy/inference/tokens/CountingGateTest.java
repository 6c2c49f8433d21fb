package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CountingGateTest {
    private final CountingGate gate = new CountingGate(1);

    @Test
    void aLongPromptWaitsForAPlaceAndAShortOneDoesNot() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        gate.enter(CountingGate.LONG_PROMPT_CHARS);
        Thread second = Thread.ofVirtual().start(() -> {
            gate.enter(CountingGate.LONG_PROMPT_CHARS);
            entered.countDown();
        });
        while (gate.waiting() == 0) {
            Thread.onSpinWait();
        }
        gate.enter(CountingGate.LONG_PROMPT_CHARS - 1);
        gate.leave(CountingGate.LONG_PROMPT_CHARS - 1);
        assertThat(entered.getCount()).isEqualTo(1);
        assertThat(gate.free()).isZero();

        gate.leave(CountingGate.LONG_PROMPT_CHARS);
        second.join();
        assertThat(entered.getCount()).isZero();
    }
}
