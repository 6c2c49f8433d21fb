package io.zentinelproxy.security.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.security.file.BadFileException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Binary files of IP2Location, sound and broken. */
class Ip2LocationDatabaseTest {
    @TempDir
    private Path folder;

    private static byte[] raw(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    private static TestIp2Location sample() {
        return new TestIp2Location()
                .from(raw("0.0.0.0"), "-")
                .from(raw("89.160.20.112"), "SE")
                .from(raw("89.160.20.128"), "-")
                .from(raw("127.0.3.0"), "JP")
                .from(raw("127.0.3.7"), "US")
                .from(raw("200.0.0.0"), "BR")
                .from(raw("::"), "-")
                .from(raw("2001:218::"), "JP")
                .from(raw("2001:218:0:1:0:8000:0:5"), "KR")
                .from(raw("2a02:d300::"), "UA");
    }

    private CountryTable read(byte[] octets) throws BadFileException, IOException {
        Path file = Files.write(folder.resolve("country.bin"), octets);
        return new CountrySource(file, DatabaseFormat.of(file)).read();
    }

    @ParameterizedTest
    @CsvSource({
        "89.160.20.111, ''",
        "89.160.20.112, SE",
        "89.160.20.127, SE",
        "89.160.20.128, ''",
        "127.0.3.6, JP",
        "127.0.3.7, US",
        "199.255.255.255, US",
        "255.255.255.255, BR",
        "2001:217:ffff::1, ''",
        "2001:218:0:1:0:8000:0:4, JP",
        "ffff::1, UA",
        "::ffff:89.160.20.112, SE",
    })
    void aRangeReachesUpToTheNext(String address, String country) throws Exception {
        assertThat(read(sample().octets()).find(raw(address)).code()).isEqualTo(country);
    }

    @Test
    void whatIsNoSuchDatabaseOrNotAllThereIsRefused() {
        byte[] octets = sample().octets();
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("it is too short");
        assertThatThrownBy(() -> read(new byte[4096])).hasMessageContaining("no database of IP2Location");
        assertThatThrownBy(() -> read(
                        "MaxMind or some text that is long enough".repeat(9).getBytes()))
                .hasMessageContaining("no database of IP2Location");
        for (int length = 0; length < octets.length - 8; length++) {
            byte[] cut = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(BadFileException.class);
        }
    }

    @Test
    void rangesOutOfOrderAndPlacesBeyondTheEndAreRefused() {
        byte[] twice = new TestIp2Location()
                .from(raw("1.0.0.0"), "SE")
                .from(raw("1.0.0.0"), "JP")
                .octets();
        assertThatThrownBy(() -> read(twice)).hasMessageContaining("not in their order");
        byte[] back = new TestIp2Location()
                .from(raw("2::"), "SE")
                .from(raw("1::"), "JP")
                .octets();
        assertThatThrownBy(() -> read(back)).hasMessageContaining("not in their order");
        byte[] beyond = new TestIp2Location().from(raw("1.0.0.0"), "SE").octets();
        beyond[64 + 7] = 0x7f;
        assertThatThrownBy(() -> read(beyond)).hasMessageContaining("points beyond its end");
        byte[] odd = new TestIp2Location().from(raw("1.0.0.0"), "S1").octets();
        assertThatThrownBy(() -> read(odd)).hasMessageContaining("without a code of two letters");
        byte[] none = new TestIp2Location().from(raw("1.0.0.0"), "-").octets();
        assertThatThrownBy(() -> read(none)).hasMessageContaining("names no country");
    }

    /** Whatever is wrong with a file ends in a refusal, or in a table: in nothing else. */
    @Test
    void octetsChangedAtRandomNeverEndInADefect() throws IOException {
        Random random = new Random(8);
        byte[] octets = sample().octets();
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] changed = octets.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(read(changed).find(raw("89.160.20.112"))).isNotNull();
            } catch (BadFileException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 4999);
    }
}
