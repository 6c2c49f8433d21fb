package io.zentinelproxy.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BoundedRestTest {
    private static final int PIECE = 64 * 1024;

    private final BoundedRest rest = new BoundedRest(new Endless());

    @Test
    void contentIsNotBoundedBeforeItsAnswer() throws Fault {
        assertThat(pull(100)).isEqualTo(100L * PIECE);
    }

    @Test
    void restMayBeAsLongAsTheBound() throws Fault {
        pull(100);
        rest.begin();
        int pieces = BoundedRest.MOST_OCTETS / PIECE;
        assertThat(pull(pieces)).isEqualTo((100L + pieces) * PIECE);
    }

    @Test
    void moreIsRefused() throws Fault {
        pull(100);
        rest.begin();
        pull(BoundedRest.MOST_OCTETS / PIECE);
        assertThatThrownBy(() -> pull(1)).isInstanceOf(LimitFault.class);
    }

    private long pull(int pieces) throws Fault {
        for (int piece = 0; piece < pieces; piece++) {
            rest.pull(ByteBuffer.allocate(PIECE));
        }
        return rest.pulled();
    }

    private static final class Endless implements BodySource {
        private long pulled;

        @Override
        public int pull(ByteBuffer into) {
            int moved = into.remaining();
            into.position(into.limit());
            pulled += moved;
            return moved;
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean hasBuffered() {
            return true;
        }

        @Override
        public long remaining() {
            return -1;
        }

        @Override
        public long pulled() {
            return pulled;
        }
    }
}
