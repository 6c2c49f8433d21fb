package io.zentinelproxy.security.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.HandTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final long SEED = 42;
    private final HandTicker ticker = new HandTicker();

    @Test
    void aClientIsLimitedWhileFewerAreTrackedThanMayBe() {
        ClientRates rates = new ClientRates(1, 2, 1 << 16, SEED, ticker);
        for (int client = 1; client <= 1000; client++) {
            assertThat(rates.tryTake(client)).isTrue();
            assertThat(rates.tryTake(client)).isTrue();
        }
        for (int client = 1; client <= 1000; client++) {
            assertThat(rates.tryTake(client)).isFalse();
        }
    }

    @Test
    void whoHasUsedMostIsRememberedWhenAFloodFillsTheTable() {
        ClientRates rates = new ClientRates(1, 100, 1024, SEED, ticker);
        long heavy = 77;
        while (rates.tryTake(heavy)) {
            assertThat(rates.tryTake(heavy + 1)).isTrue();
        }
        for (int client = 1000; client < 100_000; client++) {
            assertThat(rates.tryTake(client)).isTrue();
        }
        assertThat(rates.tryTake(heavy)).isFalse();
    }

    @Test
    void aBucketFillsWithItsRateAndNoFurtherThanItsBurst() {
        ClientRates rates = new ClientRates(10, 3, 1024, SEED, ticker);
        assertThat(taken(rates, 5)).isEqualTo(3);
        ticker.advance(Duration.ofMillis(199));
        assertThat(taken(rates, 5)).isEqualTo(1);
        ticker.advance(Duration.ofMillis(1));
        assertThat(taken(rates, 5)).isEqualTo(1);
        ticker.advance(Duration.ofDays(30));
        assertThat(taken(rates, 5)).isEqualTo(3);
    }

    private static int taken(ClientRates rates, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rates.tryTake(5) ? 1 : 0;
        }
        return taken;
    }
}
