package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.HandTicker;
import io.zentinelproxy.security.geo.Corpus;
import io.zentinelproxy.security.geo.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Countries, by a database that puts 127.0.2.0/24 into Sweden and 127.0.3.0/24 into Japan. */
class CountryTest {
    @TempDir
    private Path folder;

    private Path database;

    @BeforeEach
    void write() throws IOException {
        database = folder.resolve("country.mmdb");
        TestDatabase.write(database, "SE", "JP");
    }

    @Test
    void aDeniedCountryIsRefusedAndAllOthersAreServed() {
        try (GatedProxy proxy = GatedProxy.with(country("deny \"SE\""))) {
            assertThat(proxy.serves("127.0.2.1")).isFalse();
            assertThat(proxy.serves("127.0.3.1")).isTrue();
            assertThat(proxy.serves("127.0.4.1")).isTrue();
            assertThat(proxy.refused("country_denied")).isEqualTo(1);
        }
    }

    @Test
    void withAllowedCountriesNoOtherIsServedAndNobodyUnknown() {
        try (GatedProxy proxy = GatedProxy.with(country("allow \"SE\" \"NO\""))) {
            assertThat(proxy.serves("127.0.2.1")).isTrue();
            assertThat(proxy.serves("127.0.3.1")).isFalse();
            assertThat(proxy.serves("127.0.4.1")).isFalse();
        }
    }

    @Test
    void whoIsInNoCountryIsServedOrNotAsTheListenerSays() {
        try (GatedProxy open = GatedProxy.with(country("allow \"SE\"; unknown \"open\""));
                GatedProxy closed = GatedProxy.with(country("deny \"SE\"; unknown \"closed\""))) {
            assertThat(open.serves("127.0.4.1")).isTrue();
            assertThat(closed.serves("127.0.4.1")).isFalse();
        }
    }

    @Test
    void aNewDatabaseIsUsedAndABrokenOneIsNot() throws IOException {
        try (GatedProxy proxy = GatedProxy.with(country("deny \"SE\""))) {
            TestDatabase.write(database, "JP", "SE");
            await().until(() -> !proxy.serves("127.0.3.1"));
            assertThat(proxy.serves("127.0.2.1")).isTrue();
            Files.writeString(database, "no database");
            await().until(() -> proxy.failures("country") == 1);
            assertThat(proxy.serves("127.0.3.1")).isFalse();
            assertThat(proxy.serves("127.0.2.1")).isTrue();
        }
    }

    @Test
    void aDatabaseThatStaysAwayIsGivenUpInTheEnd() throws IOException {
        HandTicker clock = new HandTicker();
        try (GatedProxy open = GatedProxy.with(clock, country("deny \"SE\"; max-stale-secs 60"));
                GatedProxy closed =
                        GatedProxy.with(clock, country("deny \"SE\"; max-stale-secs 60; on-failure \"closed\""));
                GatedProxy never =
                        GatedProxy.with(clock, country("deny \"SE\"; max-stale-secs 0; on-failure \"closed\""))) {
            Files.delete(database);
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> open.failures("country") + closed.failures("country") + never.failures("country") == 3);
            assertThat(open.serves("127.0.2.1")).isFalse();
            assertThat(closed.serves("127.0.3.1")).isTrue();
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> open.serves("127.0.2.1"));
            await().until(() -> !closed.serves("127.0.3.1"));
            assertThat(closed.refused("country_unavailable")).isPositive();
            assertThat(never.serves("127.0.3.1")).isTrue();
            assertThat(never.serves("127.0.2.1")).isFalse();
            TestDatabase.write(database, "SE", "JP");
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> closed.serves("127.0.3.1"));
            assertThat(closed.serves("127.0.2.1")).isFalse();
        }
    }

    @Test
    void aDatabaseThatCannotBeLoadedIsRefusedAtTheStart() {
        try (TestOrigin origin = TestOrigin.echo()) {
            Path broken = Corpus.file("bad-data/libmaxminddb/libmaxminddb-oversized-map.mmdb");
            String block = "country { database \"" + broken + "\"; deny \"SE\"; }";
            ConfigurationException refusal =
                    catchThrowableOfType(ConfigurationException.class, () -> GatedProxy.read(origin.address(), block));
            assertThat(refusal).hasMessageContaining(broken + ": the database ").hasMessageContaining("test.kdl:");
        }
    }

    private String country(String rest) {
        return "country { database \"" + database + "\"; " + rest + "; }";
    }
}
