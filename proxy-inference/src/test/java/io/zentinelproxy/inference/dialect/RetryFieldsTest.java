package io.zentinelproxy.inference.dialect;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryFieldsTest {

    @Test
    void noClientIsToldToComeTooEarly() {
        assertThat(RetryFields.after(Duration.ofNanos(1_000_000_001)))
                .containsExactly(entry("retry-after", "2"), entry("retry-after-ms", "1001"));
        assertThat(RetryFields.after(Duration.ofMillis(-5))).containsEntry("retry-after-ms", "0");
    }

    @Test
    void whereRetryingIsUselessItIsSaid() {
        assertThat(RetryFields.never()).containsOnlyKeys("x-should-retry").containsValue("false");
        assertThat(RetryFields.notBefore(Duration.ofHours(1)))
                .containsEntry("retry-after", "3600")
                .containsEntry("x-should-retry", "false");
    }
}
