package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts are those of jtokkit, whose ranks they are made with but neither its patterns nor its merging. */
class JtokkitTest {
    private static final int TEXTS = 4000;

    @ParameterizedTest
    @EnumSource
    void anyTextCountsAsWithJtokkit(Vocabulary vocabulary) {
        Encoding jtokkit = jtokkit(vocabulary);
        TokenCounter counter = TokenCounter.of(vocabulary);
        SplittableRandom random = new SplittableRandom(9);

        for (int i = 0; i < TEXTS; i++) {
            String text = SomeText.of(random, 1 + random.nextInt(40));
            assertThat(counter.count(text).tokens()).as("'%s'", text).isEqualTo(jtokkit.countTokensOrdinary(text));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongPieceCountsAsWithJtokkit(Vocabulary vocabulary) {
        Encoding jtokkit = jtokkit(vocabulary);
        SplittableRandom random = new SplittableRandom(9);

        for (int length : new int[] {40, 48, 49, 50, 100, 499, 500, 3000}) {
            StringBuilder letters = new StringBuilder();
            random.ints(length, 'a', 'e').forEach(letter -> letters.append((char) letter));
            for (String text :
                    new String[] {letters.toString(), "a".repeat(length), " ".repeat(length), "漢字仮名".repeat(length / 4)
                    }) {
                assertThat(TokenCounter.of(vocabulary).count(text).tokens())
                        .isEqualTo(jtokkit.countTokensOrdinary(text));
            }
        }
    }

    static Encoding jtokkit(Vocabulary vocabulary) {
        return Encodings.newLazyEncodingRegistry()
                .getEncoding(
                        switch (vocabulary) {
                            case O200K_BASE -> EncodingType.O200K_BASE;
                            case CL100K_BASE -> EncodingType.CL100K_BASE;
                        });
    }
}
