package io.zentinelproxy.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelGlobTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4, gpt-4, true",
        "gpt-4, gpt-4o, false",
        "gpt-4, GPT-4, false",
        "gpt-4*, gpt-4, true",
        "gpt-4*, gpt-4o-mini, true",
        "gpt-4*, xgpt-4, false",
        "*, anything, true",
        "**, anything, true",
        "*-turbo, gpt-4-turbo, true",
        "*-turbo, gpt-4-turbo-16k, false",
        "*claude*, anthropic/claude-3, true",
        "a*a, a, false",
        "a*a, aa, true",
        "ab*ba, aba, false",
        "*aab*, aaab, true",
        "g*4*mini, gpt-4o-mini, true",
        "g*4*mini, gpt-mini, false",
        "gpt.4, gpt-4, false"
    })
    void aStarStandsForAnyCharactersAndAllElseForItself(String pattern, String name, boolean matches) {
        assertThat(ModelGlob.of(pattern).matches(name)).isEqualTo(matches);
    }

    /** Against java.util.regex, over an alphabet so small that pieces overlap. */
    @Test
    void itAgreesWithARegularExpressionOnWhateverIsTried() {
        Random random = new Random(9);
        for (int i = 0; i < 200_000; i++) {
            String pattern = text(random, "ab*", 1 + random.nextInt(8));
            String name = text(random, "ab", random.nextInt(12));
            Pattern same = Pattern.compile(pattern.replace("*", ".*"));

            assertThat(ModelGlob.of(pattern).matches(name))
                    .as("%s on %s", pattern, name)
                    .isEqualTo(same.matcher(name).matches());
        }
    }

    private static String text(Random random, String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .reduce("", String::concat);
    }

    /** One that backtracks over 128 stars would not come back: it would try more ways than there are atoms. */
    @Test
    void manyStarsOnANameThatNearlyFitsAreDecidedInOnePass() {
        ModelGlob glob = ModelGlob.of("a*".repeat(126) + "*b");

        assertThat(glob.matches("a".repeat(256))).isFalse();
        assertThat(glob.matches("a".repeat(255) + "b")).isTrue();
    }

    @Test
    void aNameThatIsTooLongFitsNothingButItself() {
        assertThat(ModelGlob.of("*").matches("a".repeat(257))).isFalse();
        assertThat(ModelGlob.of("*").matches("a".repeat(256))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\n", "a\u0000"})
    void aPatternThatNoModelHasIsRefused(String pattern) {
        assertThatThrownBy(() -> ModelGlob.of(pattern)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ModelGlob.of("a".repeat(257))).isInstanceOf(IllegalArgumentException.class);
    }
}
