package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cost-attribution}: what an answer of 1,000 tokens read and 100 written costs, in millionths. */
class CostsTest {
    private static String pricing(String model, String prices) {
        return "cost-attribution { pricing { model \"" + model + "\" { " + prices + "; }; }; }";
    }

    private static ModelProxy priced(TestOrigin origin, String costs) {
        return ModelProxy.inFrontOf(origin.address(), "provider \"openai\"\n" + costs);
    }

    @ParameterizedTest
    @CsvSource({
        "input-cost-per-million 2; output-cost-per-million 8, 2800",
        "input-cost-per-1k 0.002; output-cost-per-1k 0.008, 2800",
        "input-cost-per-million 3; output-cost-per-million 8, 3800",
        "input-cost-per-1k 0.003; output-cost-per-1k 0.008, 3800",
        "input-cost-per-million 2; output-cost-per-million 8; cached-input-cost-per-million 1, 2400"
    })
    void aModelCostsWhatItsPriceSays(String prices, long micros) {
        try (TestOrigin origin = Answers.chat(1000, 100, 400);
                ModelProxy proxy = priced(origin, pricing("gpt-4o", prices))) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(proxy.last().cost()).isEqualTo(micros);
            assertThat(proxy.last().cached()).isEqualTo(400);
            assertThat(proxy.metrics())
                    .contains("zentinel_inference_cost_micros_total{model=\"gpt-4o\",route=\"all\"} " + micros);
        }
    }

    /** Anthropic tells what was read from its cache, and written to it, beside the rest of the input. */
    @Test
    void whatIsWrittenToTheCacheHasAPriceOfItsOwn() {
        String prices = "input-cost-per-million 2; output-cost-per-million 8; cache-write-cost-per-million 4";
        try (TestOrigin origin = Answers.messages(500, 100, 300, 200);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(), "provider \"anthropic\"\n" + pricing("claude*", prices))) {
            proxy.post("/v1/messages", ModelProxy.chat("claude-sonnet-4", "Hi.", "\"max_tokens\":10"));
            assertThat(proxy.last().input()).isEqualTo(1000);
            assertThat(proxy.last().cost()).isEqualTo(2 * 800 + 4 * 200 + 8 * 100);
        }
    }

    @Test
    void theFirstPriceThatFitsCounts() {
        String prices = """
                cost-attribution { models {
                    model "gpt-4o-mini*" { input-cost-per-million 1; output-cost-per-million 1; }
                    model "gpt-4o*" { input-cost-per-million 5; output-cost-per-million 5; currency "USD"; }
                }; }
                """;
        try (TestOrigin origin = Answers.chat(1000, 100);
                ModelProxy proxy = priced(origin, prices)) {
            proxy.ask("gpt-4o-mini-2024");
            assertThat(proxy.last().cost()).isEqualTo(1100);
            proxy.ask("gpt-4o");
            assertThat(proxy.last().cost()).isEqualTo(5500);
        }
    }

    @Test
    void whatHasNoPriceCostsWhatIsUsual() {
        try (TestOrigin origin = Answers.chat(1000, 100);
                ModelProxy usual = priced(origin, "cost-attribution {}");
                ModelProxy said = priced(
                        origin,
                        "cost-attribution { default-input-cost 3; default-output-cost 7; currency \"EUR\"; }")) {
            assertThat(usual.ask("m").field("X-Inference-Currency")).isEqualTo("USD");
            assertThat(usual.last().cost()).isEqualTo(1200);
            Reply euros = said.ask("m");
            assertThat(euros.field("X-Inference-Currency")).isEqualTo("EUR");
            assertThat(euros.field("X-Inference-Cost")).isEqualTo("0.003700");
        }
    }

    @Test
    void costsAreNotCountedWhereThatIsSwitchedOff() {
        try (TestOrigin origin = Answers.chat(1000, 100);
                ModelProxy proxy = priced(origin, "cost-attribution { enabled #false; }")) {
            assertThat(proxy.ask("m").fields().has("X-Inference-Cost")).isFalse();
            assertThat(proxy.last().cost()).isEqualTo(-1);
        }
    }

    @Test
    void pricesAtTheTopHoldForAllRoutesWithoutSome() {
        Piece top =
                Piece.top("inference { " + pricing("*", "input-cost-per-million 1; output-cost-per-million 2") + " }");
        try (TestOrigin origin = Answers.chat(1000, 100);
                ModelProxy without = ModelProxy.inFrontOf(origin.address(), "provider \"openai\"", top);
                ModelProxy own = ModelProxy.inFrontOf(
                        origin.address(), "provider \"openai\"; cost-attribution { default-input-cost 0; }", top)) {
            without.ask("m");
            assertThat(without.last().cost()).isEqualTo(1200);
            own.ask("m");
            assertThat(own.last().cost()).isEqualTo(200);
        }
    }

    @Test
    void nothingIsToldInFieldsWhereThatIsSwitchedOff() {
        try (TestOrigin origin = Answers.chat(1000, 100);
                ModelProxy proxy =
                        priced(origin, "response-fields #false; cost-attribution {}; budget { limit 100000; }")) {
            Reply reply = proxy.ask("m");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.head()).doesNotContainIgnoringCase("X-Budget", "X-Inference");
            assertThat(proxy.last().cost()).isEqualTo(1200);
        }
    }
}
