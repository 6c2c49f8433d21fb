package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundariesTest {

    @ParameterizedTest
    @EnumSource
    void aTextCutAtAnyBoundaryCountsAsTheWhole(Vocabulary vocabulary) {
        TokenCounter counter = TokenCounter.of(vocabulary);
        SplittableRandom random = new SplittableRandom(11);

        for (int i = 0; i < 3000; i++) {
            String text = SomeText.of(random, 2 + random.nextInt(12));
            int whole = counter.count(text).tokens();
            for (int place = 1; place < text.length(); place++) {
                if (Boundaries.at(text, place)) {
                    int parts = counter.count(text.substring(0, place)).tokens()
                            + counter.count(text.substring(place)).tokens();
                    assertThat(parts).as("'%s' cut at %s", text, place).isEqualTo(whole);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "words| of prose",
                "a|,b",
                "line;\n|next",
                "no1|space",
                "2|nd",
                "中文|，",
                "tab|\tx",
                "x|\n",
                "word|!",
                "7|/",
                "e\u0301| x"
            })
    void thereIsOneInTextOfEveryKind(String cut) {
        int place = cut.indexOf('|');

        assertThat(Boundaries.at(cut.replace("|", ""), place)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it|'s",
                " |a",
                " | ",
                "\n|\n",
                "!|a",
                "!|\n",
                "a|b",
                "1|2",
                "\n|/",
                "e|\u0301",
                "\ud83d|\ude80",
                "x|\ud83d"
            })
    void thereIsNoneWhereAPieceMayGoOn(String cut) {
        int place = cut.indexOf('|');

        assertThat(Boundaries.at(cut.replace("|", ""), place)).isFalse();
    }
}
