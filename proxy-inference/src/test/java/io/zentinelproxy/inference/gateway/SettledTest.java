package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was used is charged however a request ends, and what was reserved is given back. Origins that are silent would be so for ever, and the
 * proxy's own timeouts are longer than the hang guard: only the client's going can end their connections.
 */
class SettledTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String OPENAI = "provider \"openai\"";

    /** Room for one request at a time. */
    private static final String ONE_AT_A_TIME = OPENAI + "\nbudget { limit 1200; }";

    private static final Step[] SILENT_IN_THE_MIDDLE = {
        new Step.ReadBody(),
        Step.send(Answers.streamHead() + Answers.delta("Once upon a time") + Answers.delta(" there was")),
        new Step.AwaitClose()
    };

    private static byte[] streaming() {
        return ModelProxy.request(CHAT, ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true"));
    }

    private static void awaitEnd(ModelProxy proxy, String end) {
        await().until(() -> !proxy.found().isEmpty());
        assertThat(proxy.last().end()).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoGoesWhileAStreamIsSilentEndsItAndIsChargedWhatCame(boolean inOrder) {
        try (TestOrigin origin = TestOrigin.doing(SILENT_IN_THE_MIDDLE);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            RawClient client = proxy.connect().send(streaming());
            readUntil(client, " there was");
            if (inOrder) {
                client.close();
            } else {
                client.abort();
            }
            origin.awaitConnectionClosed(0);
            awaitEnd(proxy, "disconnect");
            assertThat(proxy.last().output()).as("Once upon a time there was").isEqualTo(6);
            assertThat(proxy.last().input()).isPositive();
            assertThat(proxy.last().source()).isEqualTo("counted");
        }
    }

    private static void readUntil(RawClient client, String text) {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            read.append(new String(client.readRaw(1), StandardCharsets.ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close", "abort"})
    void whoGoesWhileAStreamIsSilentOverHttp2EndsItAndIsChargedWhatCame(String how) {
        try (TestOrigin origin = TestOrigin.doing(SILENT_IN_THE_MIDDLE);
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", CHAT);
            stream.send(
                    ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true")
                            .getBytes(StandardCharsets.UTF_8),
                    true);
            await().until(() -> stream.content().text().contains(" there was"));
            switch (how) {
                case "reset" -> stream.reset(H2Code.CANCEL);
                case "close" -> client.close();
                default -> client.abort();
            }
            origin.awaitConnectionClosed(0);
            awaitEnd(proxy, "disconnect");
            assertThat(proxy.last().output()).isEqualTo(6);
        }
    }

    @Test
    void whoGoesWhileTheModelThinksIsChargedThePrompt() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            RawClient client = proxy.connect().send(streaming());
            origin.awaitRequests(1);
            client.abort();
            origin.awaitConnectionClosed(0);
            awaitEnd(proxy, "disconnect");
            assertThat(proxy.last().input()).isPositive();
            assertThat(proxy.last().output()).isZero();
        }
    }

    @Test
    void aStreamThatIsCutIsChargedAsFarAsItCameAndItsClientSeesThatItIsBroken() {
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send(Answers.streamHead() + Answers.delta("Once upon a time")),
                        new Step.Close());
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI);
                H2Client second = H2Client.connect(proxy.address())) {
            try (RawClient client = proxy.connect().send(streaming())) {
                assertThat(new String(client.readToEnd(), StandardCharsets.ISO_8859_1))
                        .contains("Once upon a time")
                        .doesNotEndWith("0\r\n\r\n");
            }
            awaitEnd(proxy, "cut");
            assertThat(proxy.last().output()).isEqualTo(4);
            H2Stream stream = second.open("POST", CHAT);
            stream.send(
                    ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true")
                            .getBytes(StandardCharsets.UTF_8),
                    true);
            assertThat(stream.awaitReset()).isNotEqualTo(H2Code.NO_ERROR);
            await().until(() -> proxy.found().size() == 2);
            assertThat(proxy.last().end()).isEqualTo("cut");
        }
    }

    /** It is whole as HTTP goes, and the answer in it is not. */
    @Test
    void aStreamThatEndsInOrderWithoutItsLastEventIsCut() {
        try (TestOrigin origin =
                        TestOrigin.answering(Answers.streamHead() + Answers.delta("Once upon a time") + "0\r\n\r\n");
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), OPENAI)) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true"));
            assertThat(proxy.last().end()).isEqualTo("cut");
            assertThat(proxy.last().output()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "late-error, error, counted",
        "no-usage, stop, counted",
        "usage-on-every-chunk, stop, provider",
        "usage-twice, stop, provider",
        "split, stop, provider",
        "cut, cut, counted"
    })
    void aStreamWithAFaultIsChargedOnceAndItsEndIsTold(String fault, String end, String source) {
        try (ModelProxy proxy = ModelProxy.demo(OPENAI)) {
            String chat = ModelProxy.chat("gpt-4o", "Say something.", "\"stream\":true");
            proxy.post(CHAT, chat);
            ModelProxy.Found whole = proxy.last();
            proxy.post(CHAT, chat, "x-demo-fault: " + fault);
            assertThat(proxy.last().end()).isEqualTo(end);
            assertThat(proxy.last().source()).isEqualTo(source);
            assertThat(proxy.last().input()).isEqualTo(whole.input());
            if (end.equals("stop")) {
                assertThat(proxy.last().output()).isEqualTo(whole.output());
            } else {
                assertThat(proxy.last().output()).isBetween(1L, whole.output());
            }
            assertThat(proxy.entries()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerWithoutUsageIsCounted() {
        try (ModelProxy proxy = ModelProxy.demo(OPENAI)) {
            Reply told = proxy.ask("gpt-4o");
            ModelProxy.Found whole = proxy.last();
            Reply untold = proxy.ask("gpt-4o", "x-demo-fault: no-usage");
            assertThat(told.body()).contains("\"usage\"");
            assertThat(untold.body()).doesNotContain("\"usage\"");
            assertThat(proxy.last().source()).isEqualTo("counted");
            assertThat(proxy.last().input()).isEqualTo(whole.input());
            assertThat(proxy.last().output()).isEqualTo(whole.output());
        }
    }

    @Test
    void whatNoOriginHasTakenIsGivenBack() {
        try (ModelProxy proxy = ModelProxy.inFrontOf(ClosedPort.refusing(), ONE_AT_A_TIME)) {
            for (int i = 0; i < 3; i++) {
                Reply reply = proxy.ask("gpt-4o");
                assertThat(reply.status()).isBetween(502, 503);
                assertThat(reply.body()).contains("\"type\":\"server_error\"");
            }
            assertThat(proxy.entries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate-limit", "insufficient-quota", "overloaded"})
    void whatTheProviderRefusesIsGivenBack(String fault) {
        try (ModelProxy proxy = ModelProxy.demo(ONE_AT_A_TIME)) {
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.ask("gpt-4o", "x-demo-fault: " + fault).body()).contains("\"error\"");
            }
            assertThat(proxy.entries()).isZero();
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsUnderWayIsReserved() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        new Step.WaitFor(answer),
                        Step.send(Answers.json(200, Answers.chatBody(10, 5, 0))));
                ModelProxy proxy = ModelProxy.inFrontOf(origin.address(), ONE_AT_A_TIME);
                RawClient first = proxy.connect().send(streaming())) {
            origin.awaitRequests(1);
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(429);
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            await().until(() -> proxy.entries() == 1);
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
        }
    }
}
