package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.config.LogPlace;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.exchange.Slots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observers run for every request: what they allocate is paid for by every request. */
class AllocationTest {
    private static final ExchangeMaker.Route ROUTE = new ExchangeMaker.Route(0, "shop", "backend");
    private static final int EXCHANGES = 1000;

    @Test
    void theAccessLogAllocatesNothingForAnExchange(@TempDir Path directory) throws IOException {
        for (ObservabilitySettings.Format format : ObservabilitySettings.Format.values()) {
            Path file = directory.resolve(format.name());
            var settings = new ObservabilitySettings.AccessLog(
                    true,
                    format,
                    new LogPlace.File(file),
                    1 << 22,
                    new ObservabilitySettings.Selection(0.999, true, 100),
                    Set.of());
            try (AccessLog log = AccessLog.open(settings, new TlsMembers(new Slots.Plan()))) {
                assertThat(allocatedBy(log)).isLessThan(EXCHANGES);
                assertThat(log.dropped()).isZero();
            }
        }
    }

    @Test
    void metricsAllocateNothingForAnExchange() {
        assertThat(allocatedBy(Metrics.of("1", List.of(ROUTE)))).isLessThan(EXCHANGES);
    }

    private static long allocatedBy(ExchangeObserver observer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of("Host", "h", "User-Agent", "\"agent\""));
        ExchangeMaker.answer(exchange, ROUTE, 200);
        observer.finished(exchange);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EXCHANGES; i++) {
            observer.finished(exchange);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
