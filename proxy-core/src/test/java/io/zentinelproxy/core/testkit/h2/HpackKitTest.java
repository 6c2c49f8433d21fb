package io.zentinelproxy.core.testkit.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.Fields;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The kit's HPACK against the examples of RFC 7541 appendix C, which nobody here has written. */
class HpackKitTest {
    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets.replace(" ", ""));
    }

    private static String lines(Fields fields) {
        return fields.lines().stream()
                .map(line -> line.name() + "=" + line.value())
                .collect(Collectors.joining(" "));
    }

    @Test
    void requestsInHuffmansCodeShareATable() {
        HpackReader reader = new HpackReader(4096);
        assertThat(lines(reader.read(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))))
                .isEqualTo(":method=GET :scheme=http :path=/ :authority=www.example.com");
        assertThat(lines(reader.read(hex("8286 84be 5886 a8eb 1064 9cbf"))))
                .isEqualTo(":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache");
        assertThat(lines(reader.read(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))))
                .isEqualTo(
                        ":method=GET :scheme=https :path=/index.html :authority=www.example.com custom-key=custom-value");
        assertThat(reader.tableOctets()).isEqualTo(164);
    }

    @Test
    void responsesDriveEachOtherOutOfASmallTable() {
        HpackReader reader = new HpackReader(256);
        reader.read(hex("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e"
                + "919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"));
        assertThat(reader.tableOctets()).isEqualTo(222);
        reader.read(hex("4883 640e ffc1 c0bf"));
        Fields third = reader.read(hex("88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed"
                + "4ee5 b106 3d50 07"));
        assertThat(third.only("set-cookie")).isEqualTo("foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
        assertThat(third.only("content-encoding")).isEqualTo("gzip");
        assertThat(reader.tableOctets()).isEqualTo(215);
    }

    @Test
    void whatIsWrittenIsRead() {
        HpackBlock block = HpackBlock.of("a", "b")
                .indexedField("long", "x".repeat(300))
                .neverIndexedField("secret", "s")
                .huffmanField("coded", "all octets \u00ff\u0000~")
                .index(62)
                .index(2)
                .indexedName(1, "host");
        assertThat(lines(new HpackReader(4096).read(block.octets())))
                .isEqualTo("a=b long=" + "x".repeat(300) + " secret=s coded=all octets \u00ff\u0000~ long="
                        + "x".repeat(300) + " :method=GET :authority=host");
    }

    @Test
    void integersAreThoseOfTheRfc() {
        assertThat(new HpackBlock().number(0, 5, 10).octets()).isEqualTo(hex("0a"));
        assertThat(new HpackBlock().number(0, 5, 1337).octets()).isEqualTo(hex("1f9a0a"));
        assertThat(new HpackBlock().number(0, 8, 42).octets()).isEqualTo(hex("2a"));
    }

    /** Of a complete code nothing is left over: two to the minus length, summed over all symbols, is one. */
    @Test
    void codesFillTheirSpace() {
        double sum = 0;
        for (int symbol = 0; symbol <= HpackTables.EOS; symbol++) {
            sum += Math.pow(2, -HpackTables.code(symbol).length());
        }
        assertThat(sum).isEqualTo(1.0);
        assertThat(HpackTables.FIXED).hasSize(61);
    }

    @Test
    void brokenBlocksAreRefused() {
        for (String broken : Arrays.asList("80", "be", "0085", "ffffffffff0f", "0081ff", "008200", "3fe21f", "8220")) {
            assertThatThrownBy(() -> new HpackReader(4096).read(hex(broken)))
                    .as(broken)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
