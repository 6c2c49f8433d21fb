package io.zentinelproxy.inference.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedKeyTest {
    private static final String KEY = "zk-abc";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer zk-abc",
                "AUTHORIZATION: bearer   zk-abc",
                "x-api-key: zk-abc",
                "API-Key: zk-abc",
                "Authorization: Bearer zk-abc|X-Api-Key: zk-abc|api-key: zk-abc",
                "Authorization: Basic YTpi|x-api-key: zk-abc",
                "Authorization: Bearer|x-api-key: zk-abc"
            })
    void aKeyIsFoundWhereverClientsPutIt(String lines) throws KeyFileException {
        KeyRing ring = KeyFile.parse("keys", KeyFileTest.key("alice", KEY));

        assertThat(PresentedKey.of(fields(lines)))
                .isInstanceOfSatisfying(
                        PresentedKey.One.class,
                        one -> assertThat(one.in(ring, Instant.EPOCH))
                                .isEqualTo(new KeyRing.Answer.Known(ring.ofId("alice"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer zk-abc|x-api-key: zk-abd",
                "x-api-key: zk-abc|x-api-key: zk-abcd",
                "api-key: a|x-api-key: b|Authorization: Bearer a",
                "Authorization: Bearer a|Authorization: Bearer b"
            })
    void twoThatDifferAreAmbiguous(String lines) {
        assertThat(PresentedKey.of(fields(lines))).isInstanceOf(PresentedKey.Ambiguous.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Basic YTpi",
        "Authorization: Bearer",
        "Authorization: Bearerzk-abc",
        "x-api-key:",
        "Host: a"
    })
    void whatIsNoKeyIsNone(String lines) {
        assertThat(PresentedKey.of(fields(lines))).isInstanceOf(PresentedKey.None.class);
    }

    @Test
    void itDoesNotShowItself() {
        assertThat(PresentedKey.of(fields("x-api-key: zk-abc")).toString()).doesNotContain("abc");
    }

    private static Fields fields(String lines) {
        Fields fields = new Fields();
        fields.reset(new byte[0]);
        for (String line : lines.split("\\|")) {
            int colon = line.indexOf(':');
            byte[] name = Ascii.octets(line.substring(0, colon));
            fields.add(
                    FieldName.of(name, 0, name.length),
                    name,
                    Ascii.octets(line.substring(colon + 1).strip()));
        }
        return fields;
    }
}
