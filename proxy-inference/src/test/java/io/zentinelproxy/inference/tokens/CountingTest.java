package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a text costs is bounded by what it is counted in, not by the clock. */
class CountingTest {
    private static final int MEBI = 1 << 20;

    /** One block that costs most, and all windows of the samples. */
    private static final long OVERRUN = 20_000_000;

    static Stream<String> hostile() {
        return Stream.of("a", "漢", " ", "7", "\ud83d", "-", "\n", "é", "🚀", "\u0301", "'", "A", "\u0000")
                .map(unit -> unit.repeat(8 * MEBI / unit.length()));
    }

    static Stream<String> random() {
        SplittableRandom random = new SplittableRandom(3);
        return Stream.of(
                letters(random, 'a', 'z' + 1),
                letters(random, 0x4e00, 0x9fff),
                letters(random, 0x80, 0xd800),
                letters(random, 0, 0x10000));
    }

    private static String letters(SplittableRandom random, int from, int to) {
        StringBuilder text = new StringBuilder();
        random.ints(8 * MEBI, from, to).forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource({"hostile", "random"})
    void eightMebibytesOfAnythingCostNoMoreThanTheBudget(String text) {
        for (Vocabulary vocabulary : Vocabulary.values()) {
            Counting counting = new Counting(vocabulary, null);
            counting.add(text);
            TokenCount count = counting.finish();

            assertThat(counting.steps()).isLessThan(Counting.BUDGET + OVERRUN);
            assertThat(count.tokens()).isPositive();
            assertThat(count.exact()).isFalse();
        }
    }

    @Test
    void aPromptOfManyTextsHasOneBudget() {
        String hard = "漢字".repeat(1000);
        Counting counting = new Counting(Vocabulary.O200K_BASE, null);
        for (int i = 0; i < 10_000; i++) {
            counting.add(hard);
        }
        TokenCount count = counting.finish();

        assertThat(counting.steps()).isLessThan(Counting.BUDGET + OVERRUN);
        assertThat((double) count.tokens())
                .isCloseTo(
                        10_000.0
                                * TokenCounter.of(Vocabulary.O200K_BASE)
                                        .count(hard)
                                        .tokens(),
                        Percentage.withPercentage(10));
    }

    @Test
    void textThatIsDearBehindTextThatIsCheapIsNotCountedAsThat() {
        String cheap = "word ".repeat(MEBI);
        String dear = letters(new SplittableRandom(5), 0x4e00, 0x9fff).substring(0, 4 * MEBI);
        Counting counting = new Counting(Vocabulary.O200K_BASE, null);
        counting.add(cheap + dear);
        Counting honest = new Counting(Vocabulary.O200K_BASE, null);
        long sample = honest.block(dear, 0, 64 << 10);
        double expected = MEBI + sample * (4.0 * MEBI / (64 << 10));

        assertThat((double) counting.finish().tokens()).isCloseTo(expected, Percentage.withPercentage(15));
    }

    @Test
    void aLongTextIsCountedInBlocksThatAddUp() {
        SplittableRandom random = new SplittableRandom(13);
        for (Vocabulary vocabulary : Vocabulary.values()) {
            String text = SomeText.of(random, 20_000);
            Counting whole = new Counting(vocabulary, null);
            assertThat(TokenCounter.of(vocabulary).count(text))
                    .isEqualTo(new TokenCount(whole.block(text, 0, text.length()), true));
        }
    }

    @Test
    void aBlockEndsBetweenCharactersEvenWithoutABoundary() {
        String text = "a" + "🚀".repeat(Counting.MAX_BLOCK_CHARS);
        Counting counting = new Counting(Vocabulary.O200K_BASE, null);
        counting.add(text);

        assertThat(counting.finish()).isEqualTo(new TokenCount(1 + 2 * Counting.MAX_BLOCK_CHARS, false));
    }

    @Test
    void whatIsKnownIsNotCountedAgain() {
        CountMemo memo = new CountMemo();
        String text = SomeText.of(new SplittableRandom(17), 20_000);
        Counting first = new Counting(Vocabulary.O200K_BASE, memo);
        first.add(text);
        Counting longer = new Counting(Vocabulary.O200K_BASE, memo);
        longer.add(text + " and a new end");

        assertThat(longer.finish().tokens()).isEqualTo(first.finish().tokens() + 4);
        assertThat(longer.steps()).isLessThan(first.steps() / 3);
    }

    @Test
    void whatOneVocabularyCountedIsNotTheOthersCount() {
        CountMemo memo = new CountMemo();
        String text = "Слова, которые считаются по-разному. ".repeat(20);
        for (Vocabulary vocabulary : Vocabulary.values()) {
            Counting counting = new Counting(vocabulary, memo);
            counting.add(text);
            assertThat(counting.finish()).isEqualTo(TokenCounter.of(vocabulary).count(text));
        }
    }
}
