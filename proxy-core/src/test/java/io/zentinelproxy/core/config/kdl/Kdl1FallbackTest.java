package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that is not KDL 2 is read whole as KDL 1. */
class Kdl1FallbackTest {

    private static String canonical(String text) throws KdlException {
        return CanonicalKdl.print(KdlDocument.parse("a.kdl", text).nodes()).strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "n true false null            | n #true #false #null",
                "n k=true                     | n k=#true",
                "n r\"a\\b\"                  | n \"a\\\\b\"",
                "n r##\"a\"#b\"##             | n \"a\\\"#b\"",
                "n \"\\/\" true               | n \"/\" #true",
                "n-# true                     | \"n-#\" #true",
                "n true /-{ a }               | n #true",
                "n true /- 1 2                | n #true 2",
                "n true \\ \"u\"              | -",
                "n 0x1F 1_000 -1.5e3 true     | n 31 1000 -1.5E+3 #true",
                "(t)n (u8)1 true              | (t)n (u8)1 #true",
            })
    void whatOnlyKdl1SaysIsRead(String text, String expected) throws KdlException {
        if (expected.equals("-")) {
            assertThatThrownBy(() -> canonical(text)).isInstanceOf(KdlException.class);
        } else {
            assertThat(canonical(text)).isEqualTo(expected);
        }
    }

    @Test
    void aQuotedStringOfKdl1MayHaveSeveralLines() throws KdlException {
        assertThat(canonical("n \"a\nb\"")).isEqualTo("n \"a\\nb\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n true #false", // one file is of one version
                "n true #\"raw\"#",
                "n bare true",
                "n k = true",
                "n true \"\\s\"",
                "n< true",
                "n a,b=1 true",
            })
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> KdlDocument.parse("a.kdl", text)).isInstanceOf(KdlException.class);
    }

    @Test
    void ofATextThatIsNeitherTheProblemsWithKdl2AreTold() {
        assertThatThrownBy(() -> KdlDocument.parse("a.kdl", "n true #false"))
                .hasMessageContaining("a.kdl:1:3: `true` is a reserved word");
    }
}
