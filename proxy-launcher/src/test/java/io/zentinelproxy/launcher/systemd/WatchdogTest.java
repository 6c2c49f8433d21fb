package io.zentinelproxy.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable String> ailment = new AtomicReference<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Supervisor supervisor = new Supervisor(told::add, Duration.ofMillis(20));

    @Test
    void aSignOfLifeIsGivenOnlyWhileNothingAilsAndAgainAfterRecovery() {
        ailment.set("the acceptor has ended");
        try (Watchdog watchdog = Watchdog.start(supervisor, this::look)) {
            Awaitility.await().until(() -> looks.get() > 3);
            assertThat(watchdog).isNotNull();
            assertThat(told).isEmpty();

            ailment.set(null);
            Awaitility.await().until(() -> told.contains("WATCHDOG=1"));
        }
    }

    @Test
    void nobodyIsWatchedWhereTheSupervisorDoesNotWatch() {
        assertThat(Watchdog.start(new Supervisor(told::add, null), this::look)).isNull();
    }

    private @Nullable String look() {
        looks.incrementAndGet();
        return ailment.get();
    }
}
