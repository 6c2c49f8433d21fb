package io.zentinelproxy.security.local;

import static io.zentinelproxy.security.local.LocalCharges.limiter;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Charges;
import io.zentinelproxy.security.quota.Limiter;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A request that is let pass costs at most 64 octets, in which the library says what it has decided. */
class LocalAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int DECISIONS = 20_000;
    private static final int MOST = 64;

    @Test
    void aDecisionAllocatesAtMostSixtyFourOctets() {
        LocalStore store = new LocalStore();
        Limiter limiter = limiter("wide", 1_000_000_000, 1_000_000_000);
        Charge[] charges = {Charges.charge(limiter, "client 192.0.2.1 route api", 1)};
        run(store, charges, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long each = Long.MAX_VALUE;
        // The compiler takes its time on a loaded machine, and until then what it would do without is allocated.
        for (int round = 0; round < 20 && each > MOST; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(store, charges, DECISIONS);
            each = Math.min(each, (threads.getCurrentThreadAllocatedBytes() - before) / DECISIONS);
        }
        assertThat(each).as("octets a decision").isLessThanOrEqualTo(MOST);
    }

    private static void run(LocalStore store, Charge[] charges, int times) {
        for (int i = 0; i < times; i++) {
            if (!store.take(charges, 1)) {
                throw new AssertionError("refused");
            }
        }
    }
}
