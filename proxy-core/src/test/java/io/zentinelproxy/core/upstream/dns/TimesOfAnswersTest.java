package io.zentinelproxy.core.upstream.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.DnsSettings;
import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** How long an answer is believed, when it is asked for anew, and who waits for that. */
class TimesOfAnswersTest {
    private static final String QUESTION = "udp A app.test.";

    @Test
    void anAnswerIsBelievedAsLongAsItsRecordsLive() {
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            dns.addresses("app.test", 60, "127.0.0.3");
            resolving.advance(Duration.ofSeconds(45));
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            assertThat(dns.asked(QUESTION)).isOne();
            resolving.advance(Duration.ofSeconds(16));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("127.0.0.3"));
        }
    }

    @Test
    void aNameInUseIsRenewedBeforeItsTimeAndNobodyWaitsForThat() {
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            dns.hold();
            resolving.advance(Duration.ofSeconds(55));
            dns.awaitAsked(QUESTION, 2);
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
        }
    }

    @Test
    void aNameThatNobodyAsksForIsNotRenewed() {
        try (TestDns dns =
                        TestDns.start().addresses("app.test", 3600, "127.0.0.2").addresses("b.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            resolving.advance(Duration.ofSeconds(3590));
            resolving.ask("b.test");
            resolving.advance(Duration.ofSeconds(55));
            dns.awaitAsked("udp A b.test.", 2);
            assertThat(dns.asked(QUESTION)).isOne();
        }
    }

    @Test
    void recordsThatDoNotLiveAreBelievedForTheLeastTime() {
        try (TestDns dns = TestDns.start().addresses("app.test", 0, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            resolving.ask("app.test");
            assertThat(dns.asked(QUESTION)).isOne();
            resolving.advance(Duration.ofMillis(1100));
            dns.awaitAsked(QUESTION, 2);
        }
    }

    @Test
    void recordsThatLiveForYearsAreBelievedForTheMostTime() {
        try (TestDns dns = TestDns.start().addresses("app.test", Integer.MAX_VALUE, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            resolving.advance(Duration.ofHours(25));
            dns.addresses("app.test", 60, "127.0.0.3");
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.3");
        }
    }

    @Test
    void theLastAnswerServesWhileNoServerAnswersAndNoLonger() {
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.impatient(dns)) {
            resolving.ask("app.test");
            dns.mood(Mood.SILENT);
            resolving.advance(Duration.ofSeconds(70));
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            assertThat(resolving.resolver.counters().stale()).isPositive();
            resolving.advance(Duration.ofHours(1));
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
        }
    }

    @Test
    void aNameThatIsGoneIsNotServedFromBefore() {
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            dns.remove("app.test");
            resolving.advance(Duration.ofSeconds(70));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("unresolved"));
        }
    }

    @Test
    void thatThereIsNothingIsBelievedAsLongAsTheZoneSays() {
        try (TestDns dns = TestDns.start().negativeTtl(30);
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
            dns.addresses("app.test", 60, "127.0.0.2");
            resolving.advance(Duration.ofSeconds(25));
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
            assertThat(dns.asked(QUESTION)).isOne();
            resolving.advance(Duration.ofSeconds(6));
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
        }
    }

    @Test
    void thatThereIsNothingIsNeverBelievedForHours() {
        try (TestDns dns = TestDns.start().negativeTtl(86_400);
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            dns.addresses("app.test", 60, "127.0.0.2");
            resolving.advance(Duration.ofMinutes(6));
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
        }
    }

    @Test
    void aFailureIsNotAskedForAgainAtOnce() {
        try (TestDns dns = TestDns.start().mood(Mood.SERVFAIL);
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
            assertThat(dns.asked(QUESTION)).isOne();
            dns.mood(Mood.WELL).addresses("app.test", 60, "127.0.0.2");
            resolving.advance(Duration.ofMillis(1500));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2"));
        }
    }

    @Test
    void manyWhoAskForOneNameWaitForOneAnswer() throws Exception {
        DnsSettings patient;
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2")) {
            patient = Resolving.settings(Duration.ofSeconds(30), dns);
            try (Resolving resolving = Resolving.with(patient);
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                dns.hold();
                List<Future<List<String>>> asked = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    asked.add(threads.submit(() -> resolving.ask("app.test")));
                }
                dns.awaitAsked(QUESTION, 1);
                dns.release();
                for (Future<List<String>> one : asked) {
                    assertThat(one.get()).containsExactly("127.0.0.2");
                }
                assertThat(dns.asked(QUESTION)).isOne();
            }
        }
    }

    @Test
    void whatLedToTheAddressCountsForItsTime() {
        try (TestDns dns = TestDns.start()
                        .records("app.test", Type.CNAME, 20, "real.test.")
                        .addresses("real.test", 3600, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            dns.records("app.test", Type.CNAME, 20, "other.test.").addresses("other.test", 60, "127.0.0.3");
            resolving.advance(Duration.ofSeconds(21));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("127.0.0.3"));
        }
    }

    @Test
    void whoeverWatchesIsToldWhatIsKnownAtOnceAndEveryAnswerAfterwards() {
        List<Answer<InetAddress>> told = new CopyOnWriteArrayList<>();
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            dns.hold();
            try (Watch<InetAddress> watch = resolving.resolver.watchAddresses("app.test", null, told::add)) {
                assertThat(told).singleElement().isInstanceOf(Answer.Found.class);
                dns.release();
                await().until(() -> told.size() == 2);
                resolving.advance(Duration.ofMinutes(20));
                await().until(() -> told.size() == 3);
                assertThat(watch.refresh()).isEqualTo(Long.MAX_VALUE);
            }
            resolving.advance(Duration.ofSeconds(70));
            resolving.ask("app.test");
            assertThat(told).hasSize(3);
        }
    }

    @Test
    void otherServersAreAskedOnceTheConfigurationNamesOthers() {
        try (TestDns one = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                TestDns two = TestDns.start().addresses("app.test", 60, "127.0.0.3");
                Resolving resolving = Resolving.with(one)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            resolving.resolver.reconfigure(Resolving.settings(Duration.ofSeconds(10), two));
            resolving.advance(Duration.ofSeconds(61));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("127.0.0.3"));
        }
    }
}
