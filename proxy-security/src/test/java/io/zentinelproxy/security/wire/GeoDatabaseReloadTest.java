package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.security.HandTicker;
import io.zentinelproxy.security.geo.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of a filter changes, breaks and goes away while the proxy serves. */
class GeoDatabaseReloadTest {
    @TempDir
    private Path folder;

    private Path database;

    @BeforeEach
    void write() throws IOException {
        database = folder.resolve("country.mmdb");
        TestDatabase.write(database, "SE", "JP");
    }

    @Test
    void aNewDatabaseIsUsedAndABrokenOneIsNot() throws IOException {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"SE\""))) {
            TestDatabase.write(database, "JP", "SE");
            await().until(() -> proxy.status("127.0.3.1") == 403);
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            Files.writeString(database, "no database");
            await().until(() -> proxy.failures(database) == 1);
            assertThat(proxy.status("127.0.3.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
        }
    }

    @Test
    void aDatabaseThatStaysAwayIsGivenUpInTheEndAndTheFilterDecidesWithoutIt() throws IOException {
        HandTicker clock = new HandTicker();
        String stale = "countries \"SE\"; max-stale-secs 60";
        try (AccessProxy open = AccessProxy.with(clock, geo(stale));
                AccessProxy closed = AccessProxy.with(clock, geo(stale + "; on-failure \"closed\""));
                AccessProxy logging =
                        AccessProxy.with(clock, geo(stale + "; on-failure \"closed\"; action \"log-only\""));
                AccessProxy never =
                        AccessProxy.with(clock, geo("countries \"SE\"; max-stale-secs 0; on-failure \"closed\""))) {
            Files.delete(database);
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> open.failures(database) == 1
                    && closed.failures(database) == 1
                    && logging.failures(database) == 1
                    && never.failures(database) == 1);
            assertThat(open.status("127.0.2.1")).isEqualTo(403);
            assertThat(closed.status("127.0.3.1")).isEqualTo(200);
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> open.status("127.0.2.1") == 200);
            await().until(() -> closed.status("127.0.3.1") == 403);
            assertThat(closed.decided("geo", "failed")).isPositive();
            assertThat(logging.status("127.0.2.1")).isEqualTo(200);
            assertThat(never.status("127.0.2.1")).isEqualTo(403);
            assertThat(never.status("127.0.3.1")).isEqualTo(200);
            TestDatabase.write(database, "SE", "JP");
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> closed.status("127.0.3.1") == 200);
            assertThat(closed.status("127.0.2.1")).isEqualTo(403);
        }
    }

    @Test
    void whereItIsAskedForACountryOnceFoundHoldsForATimeWhateverTheDatabaseSays() throws IOException {
        HandTicker clock = new HandTicker();
        try (AccessProxy proxy = AccessProxy.with(clock, geo("countries \"SE\"; cache-ttl-secs 3600"))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            TestDatabase.write(database, "JP", "SE");
            clock.advance(Duration.ofSeconds(2));
            AtomicInteger next = new AtomicInteger(2);
            await().until(() -> proxy.ask("127.0.2." + next.getAndIncrement())
                    .field("X-GeoIP-Country")
                    .equals("JP"));
            Reply refusal = proxy.ask("127.0.2.1");
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.field("X-GeoIP-Country")).isEqualTo("SE");
            clock.advance(Duration.ofSeconds(3600));
            assertThat(proxy.ask("127.0.2.1").field("X-GeoIP-Country")).isEqualTo("JP");
        }
    }

    @Test
    void anotherConfigurationTakesNothingAwayFromCountsAndRememberedCountries() throws IOException {
        HandTicker clock = new HandTicker();
        try (AccessProxy proxy = AccessProxy.with(clock, geo("countries \"SE\"; cache-ttl 3600"))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            TestDatabase.write(database, "JP", "SE");
            proxy.reload(geo("countries \"JP\"; cache-ttl 3600"));
            assertThat(proxy.ask("127.0.2.9").status()).isEqualTo(403);
            assertThat(proxy.ask("127.0.2.1").field("X-GeoIP-Country")).isEqualTo("SE");
            assertThat(proxy.decided("geo", "blocked")).isEqualTo(2);
            proxy.reload();
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
        }
    }

    private String geo(String rest) {
        return GeoFilterTest.geo(database, rest);
    }
}
