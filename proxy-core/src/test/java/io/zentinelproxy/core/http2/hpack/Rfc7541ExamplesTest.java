package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of RFC 7541 appendix C. */
class Rfc7541ExamplesTest {
    /** A table size update to 256, which the examples C.5 and C.6 take as settled. */
    private static final String TABLE_OF_256 = "3fe101";

    private static final String DATE = "Mon, 21 Oct 2013 20:13:21 GMT";
    private static final String LATER_DATE = "Mon, 21 Oct 2013 20:13:22 GMT";
    private static final String COOKIE = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    /**
     * A block and what it is.
     *
     * @param table its entries afterwards, the newest first
     * @param tableSize afterwards
     */
    record Block(String hex, List<Field> fields, List<Field> table, int tableSize) {}

    /** Blocks that are decoded one after the other. */
    record Example(String section, List<Block> blocks) {
        @Override
        public String toString() {
            return section;
        }
    }

    private static List<Field> fields(String... namesAndValues) {
        return Stream.iterate(0, at -> at < namesAndValues.length, at -> at + 2)
                .map(at -> Field.of(namesAndValues[at], namesAndValues[at + 1]))
                .toList();
    }

    private static Block block(String hex, List<Field> fields, int tableSize, String... table) {
        return new Block(hex, fields, fields(table), tableSize);
    }

    private static final List<Field> FIRST_REQUEST =
            fields(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com");
    private static final List<Field> SECOND_REQUEST = fields(
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "www.example.com",
            "cache-control",
            "no-cache");
    private static final List<Field> THIRD_REQUEST = fields(
            ":method",
            "GET",
            ":scheme",
            "https",
            ":path",
            "/index.html",
            ":authority",
            "www.example.com",
            "custom-key",
            "custom-value");
    private static final List<Field> FIRST_RESPONSE =
            fields(":status", "302", "cache-control", "private", "date", DATE, "location", "https://www.example.com");
    private static final List<Field> SECOND_RESPONSE =
            fields(":status", "307", "cache-control", "private", "date", DATE, "location", "https://www.example.com");
    private static final List<Field> THIRD_RESPONSE = fields(
            ":status",
            "200",
            "cache-control",
            "private",
            "date",
            LATER_DATE,
            "location",
            "https://www.example.com",
            "content-encoding",
            "gzip",
            "set-cookie",
            COOKIE);

    private static Example requests(String section, String first, String second, String third) {
        return new Example(
                section,
                List.of(
                        block(first, FIRST_REQUEST, 57, ":authority", "www.example.com"),
                        block(
                                second,
                                SECOND_REQUEST,
                                110,
                                "cache-control",
                                "no-cache",
                                ":authority",
                                "www.example.com"),
                        block(
                                third,
                                THIRD_REQUEST,
                                164,
                                "custom-key",
                                "custom-value",
                                "cache-control",
                                "no-cache",
                                ":authority",
                                "www.example.com")));
    }

    private static Example responses(String section, String first, String second, String third) {
        return new Example(
                section,
                List.of(
                        block(
                                TABLE_OF_256 + first,
                                FIRST_RESPONSE,
                                222,
                                "location",
                                "https://www.example.com",
                                "date",
                                DATE,
                                "cache-control",
                                "private",
                                ":status",
                                "302"),
                        block(
                                second,
                                SECOND_RESPONSE,
                                222,
                                ":status",
                                "307",
                                "location",
                                "https://www.example.com",
                                "date",
                                DATE,
                                "cache-control",
                                "private"),
                        block(
                                third,
                                THIRD_RESPONSE,
                                215,
                                "set-cookie",
                                COOKIE,
                                "content-encoding",
                                "gzip",
                                "date",
                                LATER_DATE)));
    }

    private static final Example CODED_REQUESTS = requests(
            "C.4",
            "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
            "8286 84be 5886 a8eb 1064 9cbf",
            "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");

    private static final Example CODED_RESPONSES = responses("C.6", """
            4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d
            29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3""", "4883 640e ffc1 c0bf", """
            88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d
            d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07""");

    static List<Example> examples() {
        return List.of(
                new Example(
                        "C.2.1",
                        List.of(block(
                                "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
                                fields("custom-key", "custom-header"),
                                55,
                                "custom-key",
                                "custom-header"))),
                new Example(
                        "C.2.2",
                        List.of(block("040c 2f73 616d 706c 652f 7061 7468", fields(":path", "/sample/path"), 0))),
                new Example(
                        "C.2.3",
                        List.of(block(
                                "1008 7061 7373 776f 7264 0673 6563 7265 74",
                                List.of(new Field("password", "secret", true)),
                                0))),
                new Example("C.2.4", List.of(block("82", fields(":method", "GET"), 0))),
                requests(
                        "C.3",
                        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                        "8286 84be 5808 6e6f 2d63 6163 6865",
                        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"),
                CODED_REQUESTS,
                responses("C.5", """
                        4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32
                        3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d""", "4803 3330 37c1 c0bf", """
                        88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970
                        7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61
                        6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31"""),
                CODED_RESPONSES);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsReadAsTheAppendixSays(Example example) throws HpackFault {
        HpackDecoder decoder = new HpackDecoder(4096);
        for (Block block : example.blocks()) {
            assertThat(Coder.decode(decoder, block.hex())).isEqualTo(block.fields());
            assertThat(Coder.entries(decoder.table())).isEqualTo(block.table());
            assertThat(decoder.table().size()).isEqualTo(block.tableSize());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theSecondDecoderOfTheFuzzTestsReadsThemAlike(Example example) {
        SlowDecoder decoder = new SlowDecoder();
        for (Block block : example.blocks()) {
            assertThat(decoder.decode(Coder.octets(block.hex()))).isEqualTo(block.fields());
            assertThat(decoder.table()).isEqualTo(block.table());
        }
    }

    @Test
    void aRequestIsWrittenAsInTheAppendix() {
        HpackEncoder encoder = new HpackEncoder(4096);
        for (Block block : CODED_REQUESTS.blocks()) {
            assertThat(Coder.hex(written(block, encoder))).isEqualTo(block.hex().replaceAll("\\s", ""));
            assertThat(Coder.entries(encoder.table())).isEqualTo(block.table());
        }
    }

    /** The appendix codes 307, too, which makes it no shorter. */
    @Test
    void aResponseIsWrittenAsShortlyAsInTheAppendix() throws HpackFault {
        HpackEncoder encoder = new HpackEncoder(4096);
        HpackDecoder decoder = new HpackDecoder(4096);
        encoder.peerTableSize(256);
        for (Block block : CODED_RESPONSES.blocks()) {
            byte[] written = written(block, encoder);
            assertThat(written).hasSize(Coder.octets(block.hex()).length);
            assertThat(Coder.decode(decoder, written)).isEqualTo(block.fields());
            assertThat(Coder.entries(encoder.table())).isEqualTo(block.table());
        }
    }

    private static byte[] written(Block block, HpackEncoder encoder) {
        encoder.begin();
        block.fields().forEach(field -> Coder.add(encoder, field, Indexing.INDEX));
        return Arrays.copyOf(encoder.octets(), encoder.length());
    }
}
