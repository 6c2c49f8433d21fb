package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Reply;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What requests are charged, through sockets. */
class ChargedTest {
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void anAnswerIsChargedAsItsProviderTells() {
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"")) {
            Reply reply = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body())
                    .contains("\"prompt_tokens\":" + proxy.last().input());
            assertThat(reply.body())
                    .contains("\"completion_tokens\":" + proxy.last().output());
            assertThat(proxy.last().source()).isEqualTo("provider");
            assertThat(proxy.last().end()).isEqualTo("stop");
        }
    }

    @Test
    void aStreamIsChargedAsItsProviderTellsAndTheClientSeesNothingItDidNotAskFor() {
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"")) {
            Reply reply = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true"));
            assertThat(reply.body()).endsWith("data: [DONE]\n\n").doesNotContain("usage");
            assertThat(proxy.last().source()).isEqualTo("provider");
            assertThat(proxy.last().end()).isEqualTo("stop");
            assertThat(proxy.last().output()).isPositive();
            assertThat(proxy.last().firstTokenNanos()).isPositive();
        }
    }

    @Test
    void costStandsInTheHeadOfAnAnswerThatIsNoStream() {
        String prices =
                "cost-attribution { pricing { model \"gpt-4o\" { input-cost-per-million 2.5; output-cost-per-million 10; }; }; }";
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"\n" + prices)) {
            Reply reply = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            long exact = 25 * proxy.last().input() + 100 * proxy.last().output();
            assertThat(proxy.last().cost()).isEqualTo((exact + 5) / 10);
            assertThat(new BigDecimal(reply.field("X-Inference-Cost"))
                            .movePointRight(6)
                            .longValueExact())
                    .isEqualTo(proxy.last().cost());
            assertThat(reply.field("X-Inference-Currency")).isEqualTo("USD");
        }
    }

    @Test
    void costStandsInTheTrailersOfAStreamForWhoTakesThem() {
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"\ncost-attribution { }")) {
            String chat = ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true");
            Reply taking = proxy.post(CHAT, chat, "TE: trailers", "Connection: TE");
            assertThat(new BigDecimal(taking.trailers().only("X-Inference-Cost"))
                            .movePointRight(6)
                            .longValueExact())
                    .isEqualTo(proxy.last().cost())
                    .isPositive();
            assertThat(proxy.post(CHAT, chat).trailers().all("X-Inference-Cost"))
                    .isEmpty();
        }
    }

    @Test
    void aBudgetThatIsUsedUpRefusesInTheDialectsWords() {
        String budget = "budget { period \"daily\"; limit 1100; }";
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"\n" + budget)) {
            Reply first = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(first.status()).isEqualTo(200);
            assertThat(Long.parseLong(first.field("X-Budget-Remaining"))).isPositive();
            Reply refused = proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something."));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("\"type\":\"insufficient_quota\"");
            assertThat(refused.field("x-should-retry")).isEqualTo("false");
            assertThat(proxy.last().source()).isNull();
        }
    }
}
