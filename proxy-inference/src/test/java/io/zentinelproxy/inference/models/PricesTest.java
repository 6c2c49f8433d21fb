package io.zentinelproxy.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.BlockFile;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.inference.model.Usage;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    /** What OpenAI and Anthropic asked in 2025 for a million tokens, and bills reckoned by hand. */
    @ParameterizedTest
    @CsvSource({
        // model, input, cached, cache write, output, micro-dollars
        "gpt-4o, 1000, 0, 0, 500, 7500",
        "gpt-4o, 1000, 600, 0, 500, 6750",
        "claude-sonnet-4, 2000, 1000, 500, 100, 5175",
        "o3, 1, 0, 0, 1, 3",
        "gpt-4, 1000000, 0, 0, 1000000, 90000000"
    })
    void aBillIsTheSumOfItsParts(String model, long input, long cached, long written, long output, long cost)
            throws ConfigurationException {
        Prices prices = read("""
                pricing {
                    model "gpt-4o*" { input-cost-per-million 2.50; output-cost-per-million 10; cached-input-cost-per-million 1.25; }
                    model "claude-sonnet-4*" {
                        input-cost-per-million 3
                        output-cost-per-million 15.00
                        cached-input-cost-per-million 0.3
                        cache-write-cost-per-million 3.75
                    }
                    model "gpt-4" { input-cost-per-1k 0.03; output-cost-per-1k 0.06; }
                }
                """);

        assertThat(prices.cost(model, new Usage(input, cached, written, output, 0)))
                .isEqualTo(cost);
    }

    @Test
    void itIsRoundedOnceAndHalfUp() {
        Price third = new Price(400_000, 300_000, 400_000, 400_000);

        assertThat(third.cost(new Usage(1, 0, 0, 0, 0))).as("0.4").isZero();
        assertThat(third.cost(new Usage(1, 0, 0, 1, 0))).as("0.7, not 0 and 0").isEqualTo(1);
        assertThat(new Price(500_000, 0, 0, 0).cost(new Usage(1, 0, 0, 0, 0)))
                .as("0.5")
                .isEqualTo(1);
        assertThat(new Price(499_999, 0, 0, 0).cost(new Usage(1, 0, 0, 0, 0)))
                .as("0.499999")
                .isZero();
    }

    @Test
    void itIsExactForWhateverIsUsedAndNeverTurnsNegative() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            Price price = new Price(price(random), price(random), price(random), price(random));
            Usage usage = new Usage(tokens(random), tokens(random), tokens(random), tokens(random), 0);

            assertThat(price.cost(usage)).isEqualTo(exact(price, usage));
        }
    }

    private static long price(Random random) {
        return random.nextLong(Price.MAX + 1) >> random.nextInt(40);
    }

    private static long tokens(Random random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private static long exact(Price price, Usage usage) {
        BigInteger cached = positive(usage.cached());
        BigInteger written = positive(usage.cacheWrite());
        BigInteger fresh =
                positive(usage.input()).subtract(cached).subtract(written).max(BigInteger.ZERO);
        BigInteger twice = fresh.multiply(BigInteger.valueOf(price.input()))
                .add(cached.multiply(BigInteger.valueOf(price.cachedInput())))
                .add(written.multiply(BigInteger.valueOf(price.cacheWrite())))
                .add(positive(usage.output()).multiply(BigInteger.valueOf(price.output())))
                .shiftLeft(1)
                .add(BigInteger.valueOf(1_000_000));
        return twice.divide(BigInteger.valueOf(2_000_000))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static BigInteger positive(long tokens) {
        return BigInteger.valueOf(Math.max(0, tokens));
    }

    @Test
    void aModelWithoutAPriceCostsWhatAllOthersDo() throws ConfigurationException {
        Prices prices = read("default-input-cost 5; default-output-cost 0.000001; currency \"eur\"");

        assertThat(prices.of("x")).isEqualTo(new Price(5_000_000, 1, 5_000_000, 5_000_000));
        assertThat(prices.currency()).isEqualTo("EUR");
        assertThat(read("").of("x")).isEqualTo(Prices.USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model \"a\" { input-cost-per-million 1; }|a price without `output-cost-per-million`",
                "model \"a\" { input-cost-per-million 1; input-cost-per-1k 1; output-cost-per-1k 1; }|say the same in two ways",
                "model \"a\" { input-cost-per-million -1; output-cost-per-1k 1; }|out of range",
                "model \"a\" { input-cost-per-million 1000000.1; output-cost-per-1k 1; }|out of range",
                "model \"a\" { input-cost-per-million 1e999999999; output-cost-per-1k 1; }|out of range",
                "model \"a\" { input-cost-per-million 1e-999999999; output-cost-per-1k 1; }|more digits behind the point",
                "model \"a\" { input-cost-per-million 0.0000001; output-cost-per-1k 1; }|more digits behind the point",
                "model \"a\" { input-cost-per-million \"1\"; output-cost-per-1k 1; }|this must be a number",
                "model \"a\" { input-cost-per-1k 1; output-cost-per-1k 1; currency \"EUR\"; }|another currency than the others",
                "model \"a b\" { input-cost-per-1k 1; output-cost-per-1k 1; }|neither blanks",
                "model \"a\" { input-cost-per-1k 1; output-cost-per-1k 1; input-cost 1; }|`input-cost`"
            })
    void aPriceThatIsNoneIsRefused(String price) {
        String[] parts = price.split("\\|");

        assertThatThrownBy(() -> read("pricing { " + parts[0] + "; }")).hasMessageContaining(parts[1]);
    }

    private static Prices read(String block) throws ConfigurationException {
        return BlockFile.read("prices", block, PricesBlock.BLOCK, PricesBlock::read);
    }
}
