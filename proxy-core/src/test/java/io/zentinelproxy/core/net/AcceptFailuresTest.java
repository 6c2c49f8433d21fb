package io.zentinelproxy.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.LogCapture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
    private final AtomicLong now = new AtomicLong();
    private final AcceptFailures failures = new AcceptFailures("main", now::get);

    @Test
    void aLongRunIsSaidWhenItBeginsAndWhenItIsOverAndCountedInFull() {
        try (LogCapture log = new LogCapture(Listener.class)) {
            for (int i = 0; i < 1000; i++) {
                now.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
                failures.failed(new IOException("Too many open files"));
            }
            failures.succeeded();
            failures.succeeded();

            assertThat(log.messages())
                    .containsExactly(
                            "listener main: clients wait, as accepting them fails: java.io.IOException: Too many open files",
                            "listener main: accepts again, after 1000 failures");
            assertThat(failures.count()).isEqualTo(1000);
        }
    }

    @Test
    void ofManyShortRunsOneInTenSecondsIsSaid() {
        try (LogCapture log = new LogCapture(Listener.class)) {
            for (int second = 0; second < 20; second++) {
                failures.failed(new IOException("Too many open files"));
                failures.succeeded();
                now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }

            assertThat(log.messages()).hasSize(4);
            assertThat(failures.count()).isEqualTo(20);
        }
    }
}
