package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first requests of a proxy, while the vocabularies may still be on their way. */
class FirstRequestTest {
    private static final String CHAT = "/v1/chat/completions";

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-4"})
    void theFirstIsCountedAsItsProviderCountsAllOthers(String model) {
        String ask = ModelProxy.chat(model, "Say something about the sea, in a sentence or two.");
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"")) {
            proxy.post(CHAT, ask, "X-Demo-Fault: no-usage");
            assertThat(proxy.last().source()).isEqualTo("counted");
            long input = proxy.last().input();
            long output = proxy.last().output();

            proxy.post(CHAT, ask);
            assertThat(proxy.last().source()).isEqualTo("provider");
            assertThat(input).isEqualTo(proxy.last().input());
            assertThat(output).isEqualTo(proxy.last().output());
        }
    }
}
