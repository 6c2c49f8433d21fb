package io.zentinelproxy.core.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":[1,-2.50,3e+8,true,false,null],\"a\":{\"\":\"\"}}",
                "\"\\u0000 \\\" é 漢 😀\"",
                "[]",
                "12345678901234567890123",
                "1e999999999",
            })
    void whatIsReadIsWrittenBackOctetForOctet(String document) throws JsonException {
        assertThat(Json.text(parse(document))).isEqualTo(document);
    }

    @Test
    void membersKeepTheirOrderAndTypes() throws JsonException {
        var object = (JsonObject) parse(" {\"z\" : \"\\ud83d\\ude00\", \"a\" : 7 , \"n\":null}\n");

        assertThat(object)
                .isEqualTo(JsonObject.with("z", "😀")
                        .and("a", 7)
                        .and("n", JsonNull.NULL)
                        .build());
        assertThat(object.members().keySet()).containsExactly("z", "a", "n");
        assertThat(object.get("absent")).isNull();
    }

    @Test
    void onlyIntegersThatFitAreLongs() {
        assertThat(new JsonNumber("-9223372036854775808").asLong()).isEqualTo(OptionalLong.of(Long.MIN_VALUE));
        assertThat(new JsonNumber("9223372036854775808").asLong()).isEmpty();
        assertThat(new JsonNumber("1.0").asLong()).isEmpty();
        assertThat(new JsonNumber("1e3").asLong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[1",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "01",
                "+1",
                ".5",
                "1.",
                "0x10",
                "NaN",
                "Infinity",
                "-",
                "\"a",
                "\"\\x\"",
                "\"\t\"",
                "tru",
                "truex",
                "1 2",
                "{} x",
                "{}]",
                "// c\n1",
                "/* c */ 1",
                "\u001e1",
                "{\"a\" 1}",
                "[1 2]",
            })
    void whatIsNotJsonIsRefused(String document) {
        assertThatThrownBy(() -> parse(document)).isInstanceOf(JsonException.class);
    }

    @Test
    void theOffsetCountsOctetsNotCharacters() {
        assertThat(refused("[\"漢字\",x]").octetOffset()).isBetween(10L, 12L);
    }

    @Test
    void aDuplicateNameIsRefusedWhereItStands() {
        assertThat(refused("{\"model\":\"a\",\"model\":\"b\"}")).hasMessage("duplicate name");
        assertThat(refused("{\"model\":\"a\",\"model\":\"b\"}").octetOffset()).isEqualTo(13);
    }

    @Test
    void aDuplicateHiddenByAnEscapeIsRefused() {
        assertThat(refused("{\"model\":1,\"\\u006dodel\":2}")).hasMessage("duplicate name");
    }

    @Test
    void anUnpairedSurrogateIsRefusedInValuesAndNames() {
        assertThat(refused("\"\\ud83d\"")).hasMessage("unpaired surrogate");
        assertThat(refused("\"\\ude00\\ud83d\"")).hasMessage("unpaired surrogate");
        assertThat(refused("{\"\\ud83d\":1}")).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> new JsonString("\ud83d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOverlongOrSurrogateEncodingIsNotUtf8() {
        byte[] overlongSlash = {'"', 'a', (byte) 0xc0, (byte) 0xaf, '"'};
        byte[] encodedSurrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
        byte[] cut = {'"', (byte) 0xe6, (byte) 0xbc};

        for (byte[] document : new byte[][] {overlongSlash, encodedSurrogate, cut}) {
            assertThatThrownBy(() -> Json.parse(document)).hasMessage("not UTF-8");
        }
        assertThat(catchThrowableOfType(JsonException.class, () -> Json.parse(overlongSlash))
                        .octetOffset())
                .isEqualTo(2);
    }

    @Test
    void anotherEncodingThanUtf8IsNotGuessed() {
        assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(UTF_16BE))).isInstanceOf(JsonException.class);
    }

    @Test
    void nestingStopsAtItsLimit() throws JsonException {
        assertThat(parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[".repeat(65) + "]".repeat(65))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("{\"a\":".repeat(100_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void sizesStopAtTheirLimits() {
        assertThatThrownBy(() -> parse('"' + "a".repeat(Json.MAX_STRING_CHARS + 1) + '"'))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("1".repeat(Json.MAX_NUMBER_CHARS + 1))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("{\"" + "n".repeat(Json.MAX_NAME_CHARS + 1) + "\":1}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse(new byte[Json.MAX_DOCUMENT_OCTETS + 1]))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("document over");
    }

    @Test
    void namesThatShareOneHashAreStillMembers() throws JsonException {
        var document = new StringBuilder("{");
        for (int i = 0; i < 1 << 12; i++) {
            document.append('"').append(colliding(i)).append("\":").append(i).append(',');
        }
        document.setCharAt(document.length() - 1, '}');

        assertThat(((JsonObject) parse(document.toString())).members()).hasSize(1 << 12);
    }

    /** "Aa" and "BB" have one hash code in Java, and so have all strings made of them. */
    private static String colliding(int index) {
        var name = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            name.append((index >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    @Test
    void aTreeCannotBeChanged() {
        JsonObject object = JsonObject.with("a", JsonArray.of(JsonNull.NULL)).build();

        Map<String, JsonValue> members = object.members();
        assertThatThrownBy(() -> members.put("b", JsonNull.NULL)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static JsonException refused(String document) {
        return catchThrowableOfType(JsonException.class, () -> parse(document));
    }

    private static JsonValue parse(String document) throws JsonException {
        return Json.parse(document.getBytes(UTF_8));
    }
}
