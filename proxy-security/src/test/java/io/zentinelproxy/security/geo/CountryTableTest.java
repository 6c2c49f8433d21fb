package io.zentinelproxy.security.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.security.file.BadFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Countries of addresses, as many as there may be. */
class CountryTableTest {
    private static CountryTable.Builder ofCountries(int count) {
        CountryTable.Builder table = new CountryTable.Builder(Path.of("some.mmdb"));
        for (int at = 0; at < count; at++) {
            table.network(new Network(new byte[] {10, (byte) at, 0, 0}, 16), code(at));
        }
        return table;
    }

    private static String code(int at) {
        return "" + (char) ('A' + at / 26) + (char) ('A' + at % 26);
    }

    @Test
    void everyOneOfTheMostCountriesIsToldFromTheOthers() throws BadFileException {
        CountryTable table = ofCountries(CountryTable.MAX_COUNTRIES).build();
        for (int at = 0; at < CountryTable.MAX_COUNTRIES; at++) {
            Country found = table.find(new byte[] {10, (byte) at, 1, 1});
            assertThat(found).isSameAs(Country.of(code(at)));
            assertThat(found.code()).isEqualTo(code(at));
        }
        assertThat(table.find(new byte[] {10, (byte) 255, 1, 1})).isSameAs(Country.UNKNOWN);
        assertThat(table.find(new byte[] {11, 0, 0, 0})).isSameAs(Country.UNKNOWN);
    }

    @Test
    void moreCountriesThanThereAreAndWhatIsNoCodeAreRefused() {
        CountryTable.Builder tooMany = ofCountries(CountryTable.MAX_COUNTRIES + 1);
        assertThatThrownBy(tooMany::build).hasMessageContaining("of more than 255");
        CountryTable.Builder odd = ofCountries(1);
        odd.network(new Network(new byte[] {11, 0, 0, 0}, 8), "usa");
        assertThatThrownBy(odd::build).hasMessageContaining("no country's");
    }

    @ParameterizedTest
    @CsvSource({
        "2.125.160.216, GB",
        "89.160.20.112, SE",
        "67.43.156.1, BT",
        "2001:218::1, JP",
        "2a02:d300::1, UA",
        "127.0.0.1, ''",
    })
    void anAddressIsInTheCountryThatItsTestDataSay(String address, String country) throws Exception {
        Path database = Corpus.file("test-data/GeoLite2-Country-Test.mmdb");
        CountryTable table = new CountrySource(database, DatabaseFormat.of(database)).read();
        assertThat(table.find(java.net.InetAddress.ofLiteral(address).getAddress())
                        .code())
                .isEqualTo(country);
    }
}
