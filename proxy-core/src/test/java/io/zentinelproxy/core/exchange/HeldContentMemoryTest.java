package io.zentinelproxy.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How much memory content takes that is held. */
class HeldContentMemoryTest {
    private static final int PLENTY = 1 << 20;

    private final HoldBudget budget = new HoldBudget(PLENTY);

    /** Says that so many octets come, and sends some of them. */
    private record Saying(long told, int sent, int[] count, long[] heldAtFirst, HoldBudget budget)
            implements BodySource {
        @Override
        public int pull(ByteBuffer into) {
            if (count[0] == 0) {
                heldAtFirst[0] = budget.held();
            }
            int moved = Math.min(into.remaining(), sent - count[0]);
            into.put(new byte[moved]);
            count[0] += moved;
            return moved;
        }

        @Override
        public boolean isFinished() {
            return count[0] == sent;
        }

        @Override
        public boolean hasBuffered() {
            return !isFinished();
        }

        @Override
        public long remaining() {
            return told < 0 ? -1 : told - count[0];
        }

        @Override
        public long pulled() {
            return count[0];
        }
    }

    private Saying saying(long told, int sent) {
        return new Saying(told, sent, new int[1], new long[1], budget);
    }

    @Test
    void shortContentTakesNoMoreThanItSaysToHave() throws Fault {
        try (HeldContent held = HeldContent.take(saying(1000, 1000), PLENTY, budget)) {
            assertThat(held.isComplete()).isTrue();
            assertThat(held.length()).isEqualTo(1000);
            assertThat(budget.held()).isEqualTo(1000);
        }
        assertThat(budget.held()).isZero();
    }

    @Test
    void longContentTakesMemoryAsItComesAndNotAsItSays() throws Fault {
        Saying source = saying(900_000, 900_000);
        try (HeldContent held = HeldContent.take(source, PLENTY, budget)) {
            assertThat(source.heldAtFirst()[0]).isEqualTo(8 * 1024);
            assertThat(held.isComplete()).isTrue();
            assertThat(held.length()).isEqualTo(900_000);
        }
    }

    @Test
    void contentOfUnknownLengthGrowsUntilItsEnd() throws Fault {
        try (HeldContent held = HeldContent.take(saying(-1, 20_000), PLENTY, budget)) {
            assertThat(held.isComplete()).isTrue();
            assertThat(held.length()).isEqualTo(20_000);
        }
    }

    @Test
    void whatIsLongerThanMayBeHeldIsNotComplete() throws Fault {
        try (HeldContent held = HeldContent.take(saying(1000, 1000), 999, budget)) {
            assertThat(held.isComplete()).isFalse();
        }
    }
}
