package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics tell of books and budgets. */
class LedgerMetricsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String BUDGET = "{limit=\"route:all/budget-daily-tokens\"}";

    @TempDir
    Path folder;

    private static double value(ModelProxy proxy, String series) {
        return proxy.metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    @Test
    void aBudgetTellsItsLimitWhatWasUsedWhatIsLeftAndHowOftenItSaidNo() {
        String budget = "budget { period \"daily\"; limit 2000; key \"route\"; }";
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"\n" + budget)) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something.", "\"max_tokens\":100"));
            long used = proxy.last().input() + proxy.last().output();
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "Say something.", "\"max_tokens\":5000"));

            assertThat(value(proxy, "zentinel_inference_budget_limit" + BUDGET)).isEqualTo(2000);
            assertThat(value(proxy, "zentinel_inference_budget_used_total" + BUDGET))
                    .isEqualTo(used);
            assertThat(value(proxy, "zentinel_inference_budget_remaining" + BUDGET))
                    .isEqualTo(2000 - used);
            assertThat(value(proxy, "zentinel_inference_budget_exhausted_total" + BUDGET))
                    .isEqualTo(1);
            assertThat(value(proxy, "zentinel_inference_refusals_total" + BUDGET))
                    .isEqualTo(1);
            assertThat(value(proxy, "zentinel_inference_budget_tenants")).isEqualTo(1);
        }
    }

    @Test
    void aRateIsNoBudget() {
        try (ModelProxy proxy =
                ModelProxy.demo("provider \"openai\"\nrate-limit { requests-per-minute 1; burst-requests 1; }")) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"));
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"));
            String rate = "{limit=\"route:all/requests-per-minute\"}";
            assertThat(value(proxy, "zentinel_inference_refusals_total" + rate)).isEqualTo(1);
            assertThat(proxy.metrics()).doesNotContain("zentinel_inference_budget_limit" + rate);
        }
    }

    @Test
    void holdersThatMadeRoomAndThoseForWhomThereWasNoneAreCounted() {
        String budget = "budget { period \"daily\"; limit 2000; key \"header:x-who\"; max-tenants 1; }";
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"\n" + budget)) {
            assertThat(proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi", "\"max_tokens\":5000"), "X-Who: a")
                            .status())
                    .isEqualTo(429);
            assertThat(proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"), "X-Who: b")
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"), "X-Who: c")
                            .status())
                    .isEqualTo(429);
            assertThat(value(proxy, "zentinel_inference_holders_refused_total")).isEqualTo(1);
            assertThat(value(proxy, "zentinel_inference_budget_tenants")).isEqualTo(1);
            assertThat(value(proxy, "zentinel_inference_budget_tenant_evictions_total"))
                    .isNotNegative();
        }
    }

    @Test
    void whatIsUnderWayIsAReservation() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(), "provider \"openai\"\nbudget { period \"daily\"; limit 5000; }")) {
            try (RawClient client = proxy.connect()) {
                client.send(ModelProxy.request(CHAT, ModelProxy.chat("gpt-4o", "hi")));
                await().until(() -> value(proxy, "zentinel_inference_reservations") == 1);
            }
            await().until(() -> value(proxy, "zentinel_inference_reservations") == 0);
        }
    }

    @Test
    void theStoreIsUpAndNothingIsLost() {
        String ledger = "inference { ledger { backend \"file\"; folder \"" + folder + "/books\"; }; }";
        try (ModelProxy proxy = ModelProxy.demo("provider \"openai\"", Piece.top(ledger))) {
            proxy.post(CHAT, ModelProxy.chat("gpt-4o", "hi"));
            assertThat(value(proxy, "zentinel_inference_ledger_up{backend=\"file\"}"))
                    .isEqualTo(1);
            assertThat(value(proxy, "zentinel_inference_lost_entries_total")).isZero();
            assertThat(value(proxy, "zentinel_inference_reservations_given_back_total"))
                    .isZero();
        }
    }

    @Test
    void aFileOfKeysThatIsWrongIsCounted() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.kdl"), "");
        try (ModelProxy proxy =
                ModelProxy.demo("provider \"openai\"", Piece.top("inference { keys-file \"" + file + "\"; }"))) {
            assertThat(value(proxy, "zentinel_inference_key_file_failures_total"))
                    .isZero();
            Files.writeString(file, "key \"nobody\"");
            await().until(() -> value(proxy, "zentinel_inference_key_file_failures_total") == 1);
        }
    }
}
