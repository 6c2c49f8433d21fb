package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code budget} of a route, by a clock that the test moves. Each answer uses 1,500 tokens unless it says otherwise; a request reserves some 1,034. */
class RouteBudgetsTest {
    private static final String PRICES =
            "cost-attribution { pricing { model \"*\" { input-cost-per-million 1; output-cost-per-million 10; }; }; }";

    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-01-15T10:30:00Z").toEpochMilli());
    private final List<ProxyEvent> events = new CopyOnWriteArrayList<>();

    private ModelProxy budgeted(TestOrigin origin, String budget) {
        return with(origin, "budget { " + budget + "; }", events::add);
    }

    private ModelProxy with(TestOrigin origin, String keys, ProxyEvents told) {
        return ModelProxy.inFrontOf(origin.address(), new Gateway(told, millis::get), "provider \"openai\"\n" + keys);
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"hourly\"', PT29M, PT1M",
        "'\"daily\"', PT13H29M, PT1M",
        "'\"monthly\"', P16DT13H29M, PT1M",
        "3600, PT59M, PT2M"
    })
    void aBudgetIsForItsPeriod(String period, Duration notYet, Duration then) {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(origin, "limit 2000; period " + period)) {
            Reply first = proxy.ask("gpt-4o");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.fields().has("X-Budget-Remaining")).isTrue();
            assertThat(Instant.parse(first.field("X-Budget-Period-Reset")))
                    .isAfter(Instant.now().minusSeconds(100));
            assertRefused(proxy.ask("gpt-4o"));
            pass(notYet);
            assertRefused(proxy.ask("gpt-4o"));
            pass(then);
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    private static void assertRefused(Reply refused) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("\"type\":\"insufficient_quota\"");
        assertThat(refused.field("x-should-retry")).isEqualTo("false");
        assertThat(Long.parseLong(refused.field("retry-after"))).isPositive();
    }

    @Test
    void moreMayBeUsedByTheBurst() {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(origin, "limit 2000; burst-allowance 0.5")) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            assertRefused(proxy.ask("gpt-4o"));
        }
    }

    @Test
    void aBudgetThatIsNotEnforcedIsOnlyToldOf() {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(origin, "limit 2000; enforce #false")) {
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            }
            assertThat(events).isNotEmpty();
        }
    }

    /** Nothing of the first day is used, but 100 tokens. */
    @ParameterizedTest
    @CsvSource({"rollover #true, 2", "rollover #true; rollover-cap 0.1, 1", "rollover #false, 1"})
    void whatIsLeftIsTakenAlong(String rollover, int answered) {
        try (TestOrigin small = Answers.chat(50, 50);
                TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(small, "limit 2000; " + rollover)) {
            assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            pass(Duration.ofDays(1));
            proxy.reload(origin.address(), "provider \"openai\"\nbudget { limit 2000; " + rollover + "; }");
            for (int i = 0; i < answered; i++) {
                assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            }
            assertRefused(proxy.ask("gpt-4o"));
        }
    }

    /** An answer costs 10,500 millionths; a request reserves some 10,250. */
    @Test
    void aBudgetOfMoneyIsUsedUpByWhatModelsCost() {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = with(origin, PRICES + "\nbudget { limit-cost 0.02; }", ProxyEvents.NONE)) {
            Reply first = proxy.ask("gpt-4o");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.field("X-Inference-Cost")).isEqualTo("0.010500");
            assertRefused(proxy.ask("gpt-4o"));
        }
    }

    @Test
    void holdersHaveBudgetsOfTheirOwnAsManyAsMayBe() {
        try (TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(origin, "limit 2000; key \"header:X-Team\"; max-tenants 2")) {
            assertThat(proxy.ask("gpt-4o", "X-Team: a").status()).isEqualTo(200);
            assertThat(proxy.ask("gpt-4o", "X-Team: b").status()).isEqualTo(200);
            assertRefused(proxy.ask("gpt-4o", "X-Team: a"));
            assertThat(proxy.ask("gpt-4o", "X-Team: c").status()).isEqualTo(429);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void alertsAreToldToLogCounterAndListenersOnceInAPeriod() {
        try (LogCapture log = new LogCapture(BudgetAlerts.class);
                TestOrigin origin = Answers.chat(500, 1000);
                ModelProxy proxy = budgeted(
                        origin, "limit 10000; alert-thresholds 0.1 0.3 0.9; key \"route\"; period \"hourly\"")) {
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.ask("gpt-4o").status()).isEqualTo(200);
            }
            String limit = "route:all/budget-hourly-tokens";
            assertThat(events)
                    .containsExactly(
                            new ProxyEvent.BudgetAlert(limit, "", 100, 1500, 10_000),
                            new ProxyEvent.BudgetAlert(limit, "", 300, 3000, 10_000));
            assertThat(log.messages()).hasSize(2).allMatch(line -> line.contains(limit));
            assertThat(proxy.metrics()).contains("zentinel_inference_budget_alerts_total{limit=\"" + limit + "\"} 2");
        }
    }
}
