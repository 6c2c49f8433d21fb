package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.security.geo.Corpus;
import io.zentinelproxy.security.geo.TestDatabase;
import io.zentinelproxy.security.geo.TestIp2Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Countries on routes, by a database that puts 127.0.2.0/24 into Sweden and 127.0.3.0/24 into Japan. */
class GeoFilterTest {
    @TempDir
    private Path folder;

    private Path database;

    @BeforeEach
    void write() throws IOException {
        database = folder.resolve("country.mmdb");
        TestDatabase.write(database, "SE", "JP");
    }

    @Test
    void aClientOfABlockedCountryIsRefusedAndAllOthersAreServed() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"SE\""))) {
            Reply refusal = proxy.ask("127.0.2.1");
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.body()).contains("Access denied");
            assertThat(proxy.status("127.0.3.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.4.1")).isEqualTo(200);
            assertThat(proxy.received()).hasSize(2);
            assertThat(proxy.decided("geo", "blocked")).isEqualTo(1);
            assertThat(proxy.decided("geo", "allowed")).isEqualTo(2);
        }
    }

    @Test
    void whereSomeCountriesAreAllowedNoOtherIsServedAndNobodyUnknown() {
        try (AccessProxy proxy = AccessProxy.with(geo("action \"allow\"; countries \"SE\" \"NO\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.3.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.4.1")).isEqualTo(403);
        }
    }

    @Test
    void whereNoCountryIsNamedAllAreAllowed() {
        try (AccessProxy proxy = AccessProxy.with(geo("action \"allow\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.4.1")).isEqualTo(200);
        }
    }

    @Test
    void countriesInOneStringAsTheOriginalWritesThemAreAllMeant() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"JP, SE\" \"NO\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.3.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.4.1")).isEqualTo(200);
        }
    }

    @Test
    void whatOnlyLogsLetsPassAndLogsAndCounts() {
        try (LogCapture log = new LogCapture("io.zentinelproxy.security.access");
                AccessProxy proxy = AccessProxy.with(geo("action \"log-only\"; countries \"SE\""))) {
            Reply served = proxy.ask("127.0.2.7");
            assertThat(served.status()).isEqualTo(200);
            assertThat(served.field("X-GeoIP-Country")).isEqualTo("SE");
            assertThat(proxy.status("127.0.3.1")).isEqualTo(200);
            assertThat(proxy.decided("geo", "logged")).isEqualTo(1);
            assertThat(proxy.decided("geo", "allowed")).isEqualTo(1);
            assertThat(log.messages())
                    .anySatisfy(line -> assertThat(line)
                            .contains("filter f1: requests that would be refused, were it not for log-only: 1")
                            .contains("the last from 127.0.2.7 for SE"));
        }
    }

    @Test
    void aRefusalHasTheStatusAndTheWordsOfTheFilter() {
        String words = "countries \"SE\"; status-code 451; block-message \"Not <there> yet\"";
        try (AccessProxy proxy = AccessProxy.with(geo(words))) {
            Reply refusal = proxy.ask("127.0.2.1", "Accept: text/html");
            assertThat(refusal.status()).isEqualTo(451);
            assertThat(refusal.body()).contains("Not &lt;there&gt; yet");
            assertThat(proxy.counted("zentinel_blocked_requests_total{reason=\"country_denied\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aClientOfGrpcIsToldInItsOwnWay() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"SE\"; block-message \"Not from there\""));
                H2Client client = H2Client.connectFrom("127.0.2.1", proxy.address(), H2Options.USUAL)) {
            H2Reply reply = client.request("POST", "/shop.Cart/Add", "content-type", "application/grpc")
                    .awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("grpc-status")).isEqualTo("7");
            assertThat(reply.field("grpc-message")).isEqualTo("Not from there");
        }
    }

    @Test
    void originAndClientAreToldTheCountryAndNobodyElsesWordForIt() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"NO\""))) {
            Reply reply = proxy.ask("127.0.2.1", "X-GeoIP-Country: NO", "x-geoip-country: US", "X_GeoIP_Country: US");
            assertThat(reply.field("X-GeoIP-Country")).isEqualTo("SE");
            assertThat(proxy.received().getFirst().field("X-GeoIP-Country")).isEqualTo("SE");
            assertThat(proxy.received().getFirst().head()).doesNotContain("US");
            Reply unknown = proxy.ask("127.0.4.1", "X-GeoIP-Country: NO");
            assertThat(unknown.fields().has("X-GeoIP-Country")).isFalse();
            assertThat(proxy.received().getLast().fields().has("X-GeoIP-Country"))
                    .isFalse();
        }
    }

    @Test
    void aClientThatIsRefusedIsToldTheCountryToo() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"SE\""))) {
            assertThat(proxy.ask("127.0.2.1").field("X-GeoIP-Country")).isEqualTo("SE");
        }
    }

    @Test
    void withoutTheHeaderNobodyIsToldAndAForgedOneIsStillRemoved() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"NO\"; add-country-header #false"))) {
            Reply reply = proxy.ask("127.0.2.1", "X-GeoIP-Country: NO");
            assertThat(reply.field("X-GeoIP-Country")).isEqualTo("ZZ");
            assertThat(proxy.received().getFirst().fields().has("X-GeoIP-Country"))
                    .isFalse();
        }
    }

    @Test
    void everyFilterOfARouteActs() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"NO\""), geo("countries \"JP\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.3.1")).isEqualTo(403);
            assertThat(proxy.received().getFirst().fields().all("X-GeoIP-Country"))
                    .containsExactly("SE");
        }
    }

    @Test
    void aFilterThatTellsNobodyDoesNotSilenceOneThatDoes() {
        try (AccessProxy proxy =
                AccessProxy.with(geo("countries \"NO\""), geo("countries \"JP\"; add-country-header #false"))) {
            Reply reply = proxy.ask("127.0.2.1", "X-GeoIP-Country: NO");
            assertThat(reply.field("X-GeoIP-Country")).isEqualTo("SE");
            assertThat(proxy.received().getFirst().fields().all("X-GeoIP-Country"))
                    .containsExactly("SE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"89.160.20.112", "\"[2a02:d300::1]\"", "2a02:d300::1"})
    void theClientIsTheOneThatTrustedProxiesTellOf(String client) {
        Path real = Corpus.file("test-data/GeoLite2-Country-Test.mmdb");
        try (AccessProxy proxy = AccessProxy.behindProxies(geo(real, "action \"allow\"; countries \"SE\" \"UA\""))) {
            Reply served =
                    client.startsWith("\"") ? proxy.ask("127.0.0.1", "Forwarded: for=" + client) : proxy.askFor(client);
            assertThat(served.status()).isEqualTo(200);
            assertThat(served.field("X-GeoIP-Country")).isEqualTo(client.startsWith("89") ? "SE" : "UA");
            assertThat(proxy.askFor("2001:218::1").status()).isEqualTo(403);
            assertThat(proxy.askFor("216.160.83.56").status()).isEqualTo(403);
            assertThat(proxy.askFor("::ffff:89.160.20.112").status()).isEqualTo(200);
            // What stands left of the last hop that is not trusted, anybody may have written.
            assertThat(proxy.askFor("89.160.20.112, 216.160.83.56").status()).isEqualTo(403);
        }
    }

    @Test
    void nobodyElseIsBelievedAboutTheClient() {
        Path real = Corpus.file("test-data/GeoLite2-Country-Test.mmdb");
        try (AccessProxy proxy = AccessProxy.with(geo(real, "action \"allow\"; countries \"SE\""))) {
            assertThat(proxy.askFor("89.160.20.112").status()).isEqualTo(403);
        }
    }

    /** The type of a database goes by its ending, unless it is said. */
    @Test
    void aDatabaseOfIp2LocationIsAsGood() throws IOException {
        TestIp2Location sample =
                new TestIp2Location().from(new byte[] {127, 0, 2, 0}, "SE").from(new byte[] {127, 0, 3, 0}, "-");
        Path bin = folder.resolve("country.BIN");
        sample.write(bin);
        Path oddlyNamed = folder.resolve("ip2location.mmdb");
        sample.write(oddlyNamed);
        String said = "countries \"SE\"; database-type \"ip2location\"";
        try (AccessProxy byEnding = AccessProxy.with(geo(bin, "countries \"SE\""));
                AccessProxy bySaying = AccessProxy.with(geo(oddlyNamed, said))) {
            for (AccessProxy proxy : List.of(byEnding, bySaying)) {
                assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
                assertThat(proxy.status("127.0.3.1")).isEqualTo(200);
            }
        }
        assertThat(refusal(geo(bin, "database-type \"maxmind\"")))
                .hasMessageContaining(bin + ": the database is broken");
    }

    @Test
    void entriesOfADatabaseAreTold() {
        try (AccessProxy proxy = AccessProxy.with(geo("countries \"NO\""), geo("countries \"JP\""))) {
            assertThat(proxy.counted("zentinel_access_list_entries{file=\"" + database + "\"}"))
                    .isEqualTo(2);
            assertThat(proxy.failures(database)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"se", "SWE", "", "US,,CN", "S1"})
    void whatIsNoCodeOfACountryIsRefused(String code) {
        assertThat(refusal(geo("countries \"" + code + "\"")))
                .hasMessageContaining("test.kdl:")
                .hasMessageContaining("this is no code of a country");
    }

    @Test
    void aDatabaseThatCannotBeLoadedIsRefusedAtTheStartWhateverOnFailureSays() {
        Path broken = Corpus.file("bad-data/libmaxminddb/libmaxminddb-oversized-map.mmdb");
        assertThat(refusal(geo(broken, "on-failure \"open\"")))
                .hasMessageContaining(broken + ": the database ")
                .hasMessageContaining("test.kdl:");
        Path missing = folder.resolve("none.mmdb");
        assertThat(refusal(geo(missing, "on-failure \"open\"")))
                .hasMessageContaining(missing + ": there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status-code 200", "block-message \"\"", "block-message \"a\\nb\"", "cache-ttl-secs -1"})
    void aValueThatCannotBeMeantIsRefused(String key) {
        assertThat(refusal(geo(key))).hasMessageContaining("test.kdl:");
    }

    private static ConfigurationException refusal(String filter) {
        try (TestOrigin origin = TestOrigin.echo()) {
            return catchThrowableOfType(ConfigurationException.class, () -> AccessProxy.read(origin.address(), filter));
        }
    }

    private String geo(String rest) {
        return geo(database, rest);
    }

    static String geo(Path database, String rest) {
        return "\"geo\"; database-path \"" + database + "\"; " + rest;
    }
}
