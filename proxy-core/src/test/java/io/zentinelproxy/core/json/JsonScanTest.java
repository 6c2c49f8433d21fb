package io.zentinelproxy.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.json.JsonTokens.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens with their octets, and the same verdict as the strict parser on whatever comes. */
class JsonScanTest {
    private static final ScanBounds BOUNDS = new ScanBounds(64, 1 << 20, 100_000);

    private static final String DOCUMENT = """
            {"a\\u00e9":[1,-2.5e+3, true ,false,null,"", "é🚀\\ud83d\\ude80\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000"],"a":{"a":{}}, "long":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé"}""";

    @Test
    void everyTokenHasItsOctets() throws JsonException {
        assertThat(tokens(DOCUMENT))
                .containsExactly(
                        "OBJECT {",
                        "NAME \"a\\u00e9\"",
                        "ARRAY [",
                        "NUMBER 1",
                        "NUMBER -2.5e+3",
                        "TRUE true",
                        "FALSE false",
                        "NULL null",
                        "STRING \"\"",
                        "STRING \"é🚀\\ud83d\\ude80\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"",
                        "ARRAY_END ]",
                        "NAME \"a\"",
                        "OBJECT {",
                        "NAME \"a\"",
                        "OBJECT {",
                        "OBJECT_END }",
                        "OBJECT_END }",
                        "NAME \"long\"",
                        "STRING \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé\"",
                        "OBJECT_END }");
    }

    @Test
    void escapesAreResolved() throws JsonException {
        JsonScan scan = scan("[\"x\\u00e9\\u20ac\\ud83d\\ude80\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041é\",\"second\"]");
        scan.next();
        scan.next();

        assertThat(scan.text()).isEqualTo("xé€🚀\"\\/\b\f\n\r\tAé");
        int first = scan.from();
        scan.next();
        assertThat(scan.text()).isEqualTo("second");
        assertThat(scan.textAt(first)).startsWith("xé");
        assertThat(scan.next()).isEqualTo(Kind.ARRAY_END);
        assertThat(scan.next()).isEqualTo(Kind.DOCUMENT_END);
        assertThat(scan.next()).isEqualTo(Kind.DOCUMENT_END);
    }

    @Test
    void whatIsSkippedIsOneToken() throws JsonException {
        String document = "{\"a\": [{\"b\":[]},2] ,\"c\":3}";
        JsonScan scan = scan(document);
        scan.next();
        scan.next();
        scan.next();
        scan.skip();

        assertThat(document.substring(scan.from(), scan.to())).isEqualTo("[{\"b\":[]},2]");
        assertThat(scan.next()).isEqualTo(Kind.NAME);
        assertThat(scan.text()).isEqualTo("c");
        scan.next();
        scan.skip();
        assertThat(scan.wholeNumber()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "{]",
                "[}",
                "[1,]",
                "{\"a\":1,}",
                "[,1]",
                "{,}",
                "{\"a\"}",
                "{\"a\",1}",
                "{a:1}",
                "{'a':1}",
                "[01]",
                "[-]",
                "[1.]",
                "[.5]",
                "[+1]",
                "[1e]",
                "[1e+]",
                "[NaN]",
                "[Infinity]",
                "[0x1]",
                "[tru]",
                "[truex]",
                "[nul",
                "[1 2]",
                "[\"a\" \"b\"]",
                "1 2",
                "{}{}",
                "[]]",
                "{}x",
                "/*c*/{}",
                "{}//c",
                "[\"\t\"]",
                "[\"\n\"]",
                "[\"\\x\"]",
                "[\"\\u12\"]",
                "[\"\\u12g4\"]",
                "[\"\\",
                "[\"\\u",
                "[\"\\ud800\"]",
                "[\"\\udc00\"]",
                "[\"\\ud800\\u0041\"]",
                "[\"\\ud800x\"]",
                "[\"\\ud800\\n\"]",
                "[\"",
                "\ufeff{}",
                "[\u00a01]",
                "\u0000{}",
                "{\u0000}"
            })
    void whatIsNoJsonIsRefused(String document) {
        assertThat(accepts(document.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0af",
                "c1bf",
                "c3",
                "c328",
                "e0809f",
                "e28228",
                "e282",
                "eda080",
                "edbfbf",
                "f0808080",
                "f09f98",
                "f4908080",
                "f5808080",
                "fe",
                "ff",
                "efbb"
            })
    void whatIsNoUtf8IsRefused(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        for (String before : List.of("", "a", "aaaaaaaaé")) {
            byte[] document = concat(
                    ("[\"" + before).getBytes(StandardCharsets.UTF_8), bad, "\"]".getBytes(StandardCharsets.UTF_8));
            assertThat(accepts(document)).as(hex).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void otherEncodingsAreRefused(String charset) {
        assertThat(accepts("{\"a\":1}".getBytes(Charset.forName(charset)))).isFalse();
    }

    @Test
    void everyCharacterIsTaken() throws JsonException {
        for (int character = 0x20; character <= Character.MAX_CODE_POINT; character += character < 0x900 ? 1 : 251) {
            if (character == '"' || character == '\\' || character >= 0xd800 && character <= 0xdfff) {
                continue;
            }
            String text = Character.toString(character);
            JsonScan scan = scan("\"" + text + "\"");
            assertThat(scan.next()).isEqualTo(Kind.STRING);
            assertThat(scan.text()).isEqualTo(text);
        }
    }

    @Test
    void cutAnywhereItIsRefused() {
        byte[] document = DOCUMENT.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < document.length; length++) {
            assertThat(accepts(Arrays.copyOf(document, length)))
                    .as("%s octets", length)
                    .isFalse();
        }
        assertThat(accepts(document)).isTrue();
    }

    @Test
    void whatIsTooMuchIsToldFromWhatIsWrong() {
        assertThat(refusal("[[[]]]", new ScanBounds(2, 9, 9)).tooLarge()).isFalse();
        assertThat(refusal("[\"1234567890\"]", new ScanBounds(2, 9, 9)).tooLarge())
                .isTrue();
        assertThat(refusal("{\"1234567890\":1}", new ScanBounds(2, 9, 9)).tooLarge())
                .isTrue();
        assertThat(refusal("[1234567890]", new ScanBounds(2, 9, 9)).tooLarge()).isTrue();
        assertThat(refusal("[1,2,3]", new ScanBounds(2, 9, 3)).tooLarge()).isTrue();
        assertThat(accepts("[[\"123456789\"],[]]".getBytes(StandardCharsets.UTF_8), new ScanBounds(2, 9, 4)))
                .isTrue();
    }

    @Test
    void wholeNumbersAreDigitsThatFit() throws JsonException {
        assertThat(whole("0")).isZero();
        assertThat(whole("2147483647")).isEqualTo(Integer.MAX_VALUE);
        for (String other : List.of("2147483648", "-1", "1.0", "1e2", "-0", "9".repeat(400))) {
            assertThat(whole(other)).as(other).isEqualTo(-1);
        }
    }

    /** Two parsers of different making take and refuse the same documents; only duplicates are left to who scans. */
    @Test
    void theStrictParserIsOfTheSameMind() {
        var random = new Random(4711);
        byte[] document =
                DOCUMENT.replace("\"a\":{\"a\":{}}", "\"b\":{\"c\":{}}").getBytes(StandardCharsets.UTF_8);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] mutated = mutated(document, random);
            boolean accepted = accepts(mutated);
            assertThat(accepted)
                    .as(() -> new String(mutated, StandardCharsets.ISO_8859_1))
                    .isEqualTo(parses(mutated));
            taken += accepted ? 1 : 0;
        }
        assertThat(taken).isBetween(1_000, 199_000);
    }

    private static byte[] mutated(byte[] document, Random random) {
        String interesting = "{}[]\",:\\u0de8 1.-+t\n";
        byte[] mutated = document.clone();
        for (int j = random.nextInt(3); j >= 0; j--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] = (byte) interesting.charAt(random.nextInt(interesting.length()));
                case 2 ->
                    mutated = concat(Arrays.copyOf(mutated, at), Arrays.copyOfRange(mutated, at + 1, mutated.length));
                default ->
                    mutated = concat(Arrays.copyOf(mutated, at + 1), Arrays.copyOfRange(mutated, at, mutated.length));
            }
        }
        return mutated;
    }

    private static boolean parses(byte[] document) {
        try {
            Json.parse(document);
            return true;
        } catch (JsonException refused) {
            return "duplicate name".equals(refused.getMessage()) && accepts(document);
        }
    }

    private static boolean accepts(byte[] document) {
        return accepts(document, BOUNDS);
    }

    private static boolean accepts(byte[] document, ScanBounds bounds) {
        try {
            drain(new JsonScan(document, document.length, bounds));
            return true;
        } catch (JsonException refused) {
            return false;
        }
    }

    private static void drain(JsonScan scan) throws JsonException {
        Kind kind = scan.next();
        while (kind != Kind.DOCUMENT_END) {
            kind = scan.next();
        }
    }

    private static JsonException refusal(String document, ScanBounds bounds) {
        byte[] octets = document.getBytes(StandardCharsets.UTF_8);
        return catchThrowableOfType(JsonException.class, () -> drain(new JsonScan(octets, octets.length, bounds)));
    }

    private static long whole(String number) throws JsonException {
        JsonScan scan = scan(number);
        scan.next();
        return scan.wholeNumber();
    }

    private static List<String> tokens(String document) throws JsonException {
        byte[] octets = document.getBytes(StandardCharsets.UTF_8);
        JsonScan scan = scan(document);
        List<String> tokens = new ArrayList<>();
        for (Kind kind = scan.next(); kind != Kind.DOCUMENT_END; kind = scan.next()) {
            tokens.add(kind + " " + new String(octets, scan.from(), scan.to() - scan.from(), StandardCharsets.UTF_8));
        }
        return tokens;
    }

    private static JsonScan scan(String document) {
        byte[] octets = document.getBytes(StandardCharsets.UTF_8);
        return new JsonScan(octets, octets.length, BOUNDS);
    }

    private static byte[] concat(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
