package io.zentinelproxy.security.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.maxmind.db.Reader;
import io.zentinelproxy.security.file.BadFileException;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the databases that MaxMind tests its own readers with. */
class CountryDatabaseTest {

    @ParameterizedTest
    @CsvSource({
        "2.125.160.216, GB",
        "81.2.69.142, GB",
        "216.160.83.56, US",
        "89.160.20.112, SE",
        "50.114.0.1, US",
        "67.43.156.1, BT",
        "202.196.224.1, PH",
        "2001:218::1, JP",
        "2001:220::1, KR",
        "2a02:d300::1, UA",
    })
    void anAddressIsInTheCountryThatItsTestDataSay(String address, String country) throws BadFileException {
        Path database = Corpus.file("test-data/GeoLite2-Country-Test.mmdb");
        assertThat(find(new CountryRule(database, Set.of(), Set.of(country)), address))
                .isEqualTo(CountryRule.DENIED);
        assertThat(find(new CountryRule(database, Set.of(), Set.of("ZZ")), address))
                .isEqualTo(CountryRule.ALLOWED);
        assertThat(find(new CountryRule(database, Set.of(country), Set.of()), address))
                .isEqualTo(CountryRule.ALLOWED);
        assertThat(find(new CountryRule(database, Set.of("ZZ"), Set.of()), address))
                .isEqualTo(CountryRule.DENIED);
    }

    @Test
    void anAddressThatIsInNoNetworkHasNoCountry() throws BadFileException {
        CountryRule rule = new CountryRule(Corpus.file("test-data/GeoLite2-Country-Test.mmdb"), Set.of("SE"), Set.of());
        assertThat(find(rule, "127.0.0.1")).isEqualTo(PrefixTable.NONE);
        assertThat(find(rule, "::1")).isEqualTo(PrefixTable.NONE);
        assertThat(find(rule, "2.125.160.215")).isEqualTo(PrefixTable.NONE);
        assertThat(find(rule, "2.125.160.224")).isEqualTo(PrefixTable.NONE);
    }

    /** Every network of the database, at its first and last address, as the library itself looks it up. */
    @Test
    void theTableAgreesWithTheLibraryAboutEveryNetwork() throws Exception {
        Path database = Corpus.file("test-data/GeoLite2-Country-Test.mmdb");
        List<InetAddress> first = new ArrayList<>();
        CountryDatabase.read(database, (network, country) -> first.add(address(network.address())));
        assertThat(first).hasSizeGreaterThan(200);
        try (Reader reader = new Reader(database.toFile())) {
            for (InetAddress address : first) {
                Map<?, ?> record = reader.get(address, Map.class);
                String country = (String) ((Map<?, ?>) record.get("country")).get("iso_code");
                PrefixTable table = new CountryRule(database, Set.of(), Set.of(country)).read();
                assertThat(table.find(address.getAddress()))
                        .as(address.toString())
                        .isEqualTo(CountryRule.DENIED);
            }
        }
    }

    /** The types of the format, as MaxMind's source of this file has them. */
    @Test
    void theLibraryDecodesEveryTypeOfTheFormat() throws IOException {
        File file = Corpus.file("test-data/MaxMind-DB-test-decoder.mmdb").toFile();
        try (Reader reader = new Reader(file)) {
            Map<?, ?> record = reader.get(InetAddress.ofLiteral("::1.1.1.0"), Map.class);
            assertThat(record.get("boolean")).isEqualTo(true);
            assertThat(record.get("array")).isEqualTo(List.of(1L, 2L, 3L));
            assertThat(record.get("double")).isEqualTo(42.123456);
            assertThat(record.get("float")).isEqualTo(1.1f);
            assertThat(record.get("int32")).isEqualTo(-268435456);
            assertThat(record.get("uint16")).isEqualTo(100);
            assertThat(record.get("utf8_string")).isEqualTo("unicode! ☯ - ♫");
        }
    }

    @TestFactory
    Stream<DynamicTest> aBrokenDatabaseIsRefusedWithOneClearError() throws IOException {
        Path folder = Corpus.file("bad-data");
        return Files.walk(folder).filter(file -> file.toString().endsWith(".mmdb")).sorted().toList().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> refused(file)));
    }

    @TestFactory
    Stream<DynamicTest> aDatabaseWithoutCountriesIsRefused() {
        return Stream.of(
                        "GeoLite2-ASN-Test.mmdb",
                        "GeoIP2-Anonymous-IP-Test.mmdb",
                        "MaxMind-DB-test-decoder.mmdb",
                        "MaxMind-DB-test-ipv4-24.mmdb",
                        "MaxMind-DB-test-ipv6-32.mmdb",
                        "MaxMind-DB-test-mixed-28.mmdb")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Path file = Corpus.file("test-data/" + name);
                    assertThatThrownBy(() -> CountryDatabase.read(file, (network, country) -> {}))
                            .hasMessage(file + ": the database names no country");
                }));
    }

    private static void refused(Path file) {
        List<String> taken = new ArrayList<>();
        BadFileException refusal = catchThrowableOfType(
                BadFileException.class, () -> CountryDatabase.read(file, (network, country) -> taken.add(country)));
        assertThat(refusal.reason()).startsWith(file + ": the database ").doesNotContain("\n");
        assertThat(taken).isEmpty();
    }

    /** Every byte of a good database turned: it is refused or read, but ends. */
    @Test
    void aDatabaseWithAnyOctetWrongIsReadToAnEnd(@TempDir Path folder) throws IOException {
        byte[] good = Files.readAllBytes(Corpus.file("test-data/GeoLite2-Country-Test.mmdb"));
        Path file = folder.resolve("wrong.mmdb");
        int refused = 0;
        for (int at = 0; at < good.length; at += 97) {
            byte[] wrong = good.clone();
            wrong[at] ^= (byte) 0xff;
            Files.write(file, wrong);
            refused += isRefused(file) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aDatabaseThatIsCutAnywhereIsRefused(@TempDir Path folder) throws IOException {
        byte[] good = Files.readAllBytes(Corpus.file("test-data/GeoLite2-Country-Test.mmdb"));
        Path file = folder.resolve("cut.mmdb");
        for (int length = 0; length < good.length; length += 997) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThat(isRefused(file)).as("cut at " + length).isTrue();
        }
    }

    private static boolean isRefused(Path file) {
        try {
            CountryDatabase.read(file, (network, country) -> {});
            return false;
        } catch (BadFileException refused) {
            return true;
        }
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int find(CountryRule rule, String address) throws BadFileException {
        return rule.read().find(InetAddress.ofLiteral(address).getAddress());
    }
}
