package io.zentinelproxy.inference.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.BlockFile;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the words of a block to limits of the ledger. */
class LimitBlocksTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void limitsOfAMinuteAreBuckets() throws ConfigurationException {
        RateTerms terms = rate("""
                tokens-per-minute 100000
                input-tokens-per-minute 500
                output-tokens-per-minute 20000
                requests-per-minute 3
                key "header:X-API-Key" "model"
                estimation-method "chars"
                """);

        assertThat(terms.limits())
                .containsExactly(
                        bucket("tokens-per-minute", Measure.TOKENS, 100_000, 100_000),
                        bucket("input-tokens-per-minute", Measure.INPUT_TOKENS, 500, 10_000),
                        bucket("output-tokens-per-minute", Measure.OUTPUT_TOKENS, 20_000, 20_000),
                        bucket("requests-per-minute", Measure.REQUESTS, 3, 1));
        assertThat(terms.holder()).extracting(HolderPart::toString).containsExactly("header:x-api-key", "model");
        assertThat(terms.estimation()).isEqualTo(EstimationMethod.CHARS);
    }

    @Test
    void burstsMayBeSaid() throws ConfigurationException {
        assertThat(
                        rate("tokens-per-minute 100; burst-tokens 7; requests-per-minute 60; burst-requests 2; key \"client_ip\"")
                                .limits())
                .containsExactly(
                        bucket("tokens-per-minute", Measure.TOKENS, 100, 7),
                        bucket("requests-per-minute", Measure.REQUESTS, 60, 2));
    }

    private static Limit bucket(String id, Measure measure, long most, long burst) {
        return new Limit(id, measure, new Window.Bucket(MINUTE, burst), most, 0, null, List.of(), true);
    }

    @ParameterizedTest
    @CsvSource({"hourly, HOUR", "daily, DAY", "monthly, MONTH"})
    void aBudgetIsOfATurnOfTheCalendar(String word, Window.Unit unit) throws ConfigurationException {
        BudgetTerms terms =
                budget("limit 10000000; limit-cost 0.000001; rollover #true; key \"header:X-Org-Id\"; period \"" + word
                        + "\"");
        Window window = new Window.Calendar(unit);
        List<Integer> usual = List.of(800, 900, 950);

        assertThat(terms.limits())
                .containsExactly(
                        new Limit(
                                "budget-" + word + "-tokens",
                                Measure.TOKENS,
                                window,
                                10_000_000,
                                0,
                                10_000_000L,
                                usual,
                                true),
                        new Limit("budget-" + word + "-cost", Measure.MONEY, window, 1, 0, 1L, usual, true));
        assertThat(terms.maxTenants()).isEqualTo(10_000);
    }

    @Test
    void aBudgetOfSecondsIsOfTheLastOnes() throws ConfigurationException {
        BudgetTerms terms = budget(
                "limit 1001; period 7200; burst-allowance 0.1; enforce #false; max-tenants 5; alert-thresholds 1.0 0.5 0.5");

        assertThat(terms.limits())
                .containsExactly(new Limit(
                        "budget-7200-tokens",
                        Measure.TOKENS,
                        new Window.Rolling(Duration.ofHours(2)),
                        1001,
                        100,
                        null,
                        List.of(500, 1000),
                        false));
        assertThat(terms.maxTenants()).isEqualTo(5);
        assertThat(terms.holder()).isEmpty();
    }

    @Test
    void theLargestBudgetIsCountedExactlyByRedis() throws ConfigurationException {
        Limit largest = budget("limit 300000000000000; burst-allowance 10.0; rollover #true; rollover-cap 12.0")
                .limits()
                .getFirst();

        assertThat(largest.extra()).isEqualTo(3_000_000_000_000_000L);
        assertThat(largest.rollover()).isEqualTo(3_600_000_000_000_000L);
        assertThat(largest.most() + largest.extra() + largest.rollover()).isLessThan(1L << 53);
    }

    @Test
    void aBudgetOrARateThatRedisCouldNotCountExactlyIsRefused() {
        assertThatThrownBy(() -> budget("limit 300000000000001")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> rate("tokens-per-minute 100000000001")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void idsOfAScopeAreItsOwn() throws ConfigurationException {
        assertThat(LimitTerms.within("route:chat", budget("limit 1").limits()))
                .extracting(Limit::id)
                .containsExactly("route:chat/budget-daily-tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate | requests-per-minute 0 | out of range",
                "rate | tokens-per-minute 1.5 | not whole",
                "rate | tokens-per-minute 1e-999999999 | not whole",
                "rate | tokens-per-minute 1e999999999 | out of range",
                "rate | tokens-per-minute \"1\" | this must be a number",
                "rate | key \"model\" | a limit of nothing",
                "rate | tokens-per-minute 1; burst-requests 1 | says nothing without",
                "rate | tokens-per-minute 1; key \"ip\" | nobody that can be counted for",
                "rate | tokens-per-minute 1; key \"header\" | nobody that can be counted for",
                "rate | tokens-per-minute 1; key \"header:\" | no name of a field",
                "rate | tokens-per-minute 1; key \"team:a\" | nobody that can be counted for",
                "rate | tokens-per-minute 1; estimation-method \"guess\" | no such choice `guess`",
                "budget | enforce #true | a budget of nothing",
                "budget | limit 0 | out of range",
                "budget | limit-cost 0 | nothing can be bought with 0",
                "budget | limit-cost 0.0000001 | more digits behind the point",
                "budget | limit 1; period 0 | out of range",
                "budget | limit 1; period \"yearly\" | no such period",
                "budget | limit 1; alert-thresholds 0.0 | out of range",
                "budget | limit 1; alert-thresholds 0.8005 | more than three digits",
                "budget | limit 1; burst-allowance -0.1 | out of range",
                "budget | limit 1; period 60; rollover #true | cannot be taken along",
                "budget | limit 1; rollover-cap 1.0 | says nothing without `rollover`"
            })
    void whatMeansNothingIsRefused(String block, String keys, String problem) {
        assertThatThrownBy(() -> {
                    if (block.equals("rate")) {
                        rate(keys);
                    } else {
                        budget(keys);
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }

    private static RateTerms rate(String keys) throws ConfigurationException {
        return BlockFile.read("limits.kdl", keys, RateLimitBlock.BLOCK, RateLimitBlock::read);
    }

    private static BudgetTerms budget(String keys) throws ConfigurationException {
        return BlockFile.read("limits.kdl", keys, BudgetBlock.BLOCK, BudgetBlock::read);
    }
}
