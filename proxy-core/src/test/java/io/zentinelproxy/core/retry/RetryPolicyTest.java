package io.zentinelproxy.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.RetrySettings;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final Duration BASE = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMillis(1_500);

    private static RetryPolicy policy(Duration base, Duration most) {
        return new RetryPolicy(
                new RetrySettings(
                        3, Duration.ofSeconds(30), null, base, most, List.of(503), List.of(), false, 0, 20.0, 10),
                0);
    }

    @Test
    void boundOfTheWaitDoublesUpToTheLongest() {
        RetryPolicy policy = policy(BASE, MOST);
        assertThat(List.of(policy.bound(1), policy.bound(2), policy.bound(3), policy.bound(4), policy.bound(5)))
                .containsExactly(100_000_000L, 200_000_000L, 400_000_000L, 800_000_000L, 1_500_000_000L);
        assertThat(policy.bound(1_000)).isEqualTo(MOST.toNanos());
        assertThat(policy(Duration.ofHours(1), Duration.ofHours(1)).bound(10))
                .isEqualTo(Duration.ofHours(1).toNanos());
        assertThat(policy(Duration.ZERO, MOST).bound(3)).isZero();
    }

    @Test
    void waitIsAnywhereUpToTheBound() {
        RetryPolicy policy = policy(BASE, MOST);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 2_000; i++) {
            long wait = policy.backoff(2);
            assertThat(wait).isBetween(0L, policy.bound(2));
            least = Math.min(least, wait);
            most = Math.max(most, wait);
        }
        assertThat(least).isLessThan(policy.bound(2) / 10);
        assertThat(most).isGreaterThan(policy.bound(2) / 10 * 9);
    }

    @Test
    void retryAfterIsReadInSeconds() {
        assertThat(retryAfter("3")).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(retryAfter("999999999"))
                .isEqualTo(Duration.ofSeconds(999_999_999).toNanos());
        for (String other : List.of("", "-1", "1.5", "9999999999", "Fri, 31 Dec 1999 23:59:59 GMT", "0")) {
            assertThat(retryAfter(other)).as(other).isZero();
        }
        assertThat(RetryPolicy.retryAfter(new Fields())).isZero();
    }

    private static long retryAfter(String value) {
        Fields fields = new Fields();
        fields.add(FieldName.RETRY_AFTER, value.getBytes(StandardCharsets.US_ASCII));
        return RetryPolicy.retryAfter(fields);
    }
}
