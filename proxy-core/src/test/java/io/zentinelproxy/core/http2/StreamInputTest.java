package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.net.Sweep;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of the connection's window is given back when a stream ends: each octet once. */
class StreamInputTest {
    private final Sweep sweep = new Sweep(System::nanoTime);
    private final HoldBudget budget = new HoldBudget(1 << 20);
    private final StreamInput input = new StreamInput(10_000, budget, sweep);

    @AfterEach
    void end() {
        assertThat(budget.held()).isZero();
        sweep.close();
    }

    private int forgotten() {
        return input.fail(new ClientFault(ClientFault.Kind.CLIENT_GONE));
    }

    private int pull(int most) throws Fault {
        return input.pull(ByteBuffer.allocate(most), StreamInput.ANY);
    }

    @Test
    void whatWasNotTakenIsForgottenOnce() throws Fault {
        input.put(new byte[1000], 0, 1000, 0, false);
        assertThat(pull(300)).isEqualTo(300);
        assertThat(forgotten()).isEqualTo(700);
        assertThat(forgotten()).isZero();
    }

    @Test
    void whatIsGoneBackOverWasTakenBefore() throws Fault {
        input.put(new byte[1000], 0, 1000, 0, true);
        assertThat(input.keep()).isTrue();
        assertThat(pull(600)).isEqualTo(600);
        input.rewind();
        assertThat(pull(100)).isEqualTo(100);
        assertThat(forgotten()).isEqualTo(400);
    }

    @Test
    void thereIsNothingToGoBackOverOnceItIsForgotten() {
        input.put(new byte[1000], 0, 1000, 0, true);
        assertThat(input.keep()).isTrue();
        assertThat(forgotten()).isEqualTo(1000);
        input.rewind();
        assertThat(forgotten()).isZero();
    }
}
