package io.zentinelproxy.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void retriesNeverExceedTheShareAndTheMinimumWhateverTheTraffic() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            double share = random.nextInt(101) / 100.0;
            int minimum = random.nextInt(20);
            RetryBudget budget = new RetryBudget(share, minimum, 0);
            long now = 0;
            long requests = 0;
            long retries = 0;
            for (int step = 0; step < 2_000; step++) {
                now += random.nextInt(3) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(MILLI);
                for (int some = random.nextInt(20); some > 0; some--) {
                    budget.request();
                    requests++;
                }
                while (budget.take(now)) {
                    retries++;
                }
                double most = minimum + share * requests + minimum * (double) now / SECOND;
                assertThat((double) retries).isLessThanOrEqualTo(most + 1e-6);
            }
        }
    }

    @Test
    void steadyFailureGetsItsShare() {
        RetryBudget budget = new RetryBudget(0.2, 0, 0);
        int retries = 0;
        for (int request = 1; request <= 1_000; request++) {
            budget.request();
            retries += budget.take(request * MILLI) ? 1 : 0;
        }
        assertThat(retries).isBetween(185, 200);
    }

    @Test
    void minimumHoldsForARouteWithoutTraffic() {
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        for (int second = 1; second <= 5; second++) {
            budget.request();
            int retries = 0;
            while (budget.take(second * SECOND)) {
                retries++;
            }
            assertThat(retries).isBetween(9, second == 1 ? 20 : 11);
        }
    }

    /** A day of traffic without a failure is no credit for the moment when everything fails. */
    @Test
    void whatLongAgoWasNotSpentIsLost() {
        RetryBudget budget = new RetryBudget(0.2, 0, 0);
        for (int request = 0; request < 1_000_000; request++) {
            budget.request();
        }
        int retries = 0;
        while (budget.take(86_400 * SECOND)) {
            retries++;
        }
        assertThat(retries).isEqualTo((int) (200_000 * 10.0 / 86_400));
    }

    @Test
    void nothingIsNothing() {
        RetryBudget budget = new RetryBudget(0.2, 0, 0);
        assertThat(budget.take(SECOND)).isFalse();
    }
}
