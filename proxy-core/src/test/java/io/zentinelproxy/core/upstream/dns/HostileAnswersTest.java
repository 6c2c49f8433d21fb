package io.zentinelproxy.core.upstream.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/** Servers that do not answer, answer wrong or too much, and others who answer in their place. */
class HostileAnswersTest {

    @Test
    void anAnswerTooLongForADatagramIsAskedForOverTcp() {
        try (TestDns dns =
                        TestDns.start().addresses("app.test", 60, "127.0.0.2").mood(Mood.TRUNCATING);
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            assertThat(dns.asked("tcp A app.test.")).isOne();
            assertThat(resolving.resolver.counters().overTcp()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LYING_FIRST", "LYING"})
    void whoeverGuessesIsNotBelieved(Mood mood) {
        try (TestDns dns =
                        TestDns.start().addresses("app.test", 60, "127.0.0.2").mood(mood);
                Resolving resolving = Resolving.impatient(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
        }
    }

    @Test
    void aServerThatDoesNotKnowExtensionsIsAskedWithout() {
        try (TestDns dns =
                        TestDns.start().addresses("app.test", 60, "127.0.0.2").mood(Mood.OLD);
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "SERVFAIL", "REFUSED", "GARBAGE", "REFERRING"})
    void theNextServerIsAskedWhereTheFirstIsOfNoUse(Mood mood) {
        try (TestDns unwell = TestDns.start().mood(mood);
                TestDns well = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.impatient(unwell, well)) {
            assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2");
            assertThat(unwell.asked("udp A app.test.")).isPositive();
        }
    }

    @Test
    void aliasesInACircleAreNotFollowedForever() {
        try (TestDns dns = TestDns.start()
                        .records("a.test", Type.CNAME, 60, "b.test.")
                        .records("b.test", Type.CNAME, 60, "a.test.");
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("a.test")).containsExactly("unresolved");
            assertThat(dns.questions().size()).isLessThan(10);
        }
    }

    @Test
    void noMoreAddressesAreTakenThanMayBe() {
        String[] many = IntStream.range(0, 1500)
                .mapToObj(i -> "127.1." + i / 250 + "." + i % 250)
                .toArray(String[]::new);
        try (TestDns dns = TestDns.start().addresses("app.test", 60, many);
                Resolving resolving = Resolving.with(dns)) {
            assertThat(resolving.ask("app.test")).hasSize(1024);
        }
    }

    @Test
    void howQuestionsEndIsCounted() {
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = Resolving.with(dns)) {
            resolving.ask("app.test");
            resolving.ask("none.test");
            dns.mood(Mood.REFUSED);
            resolving.ask("other.test");
            DnsCounters counters = resolving.resolver.counters();
            assertThat(counters.of(DnsResult.ANSWERED)).isOne();
            assertThat(counters.of(DnsResult.NO_RECORDS)).isOne();
            assertThat(counters.of(DnsResult.NO_SUCH_NAME)).isEqualTo(2);
            assertThat(counters.of(DnsResult.REFUSED)).isEqualTo(2);
            assertThat(resolving.resolver.names()).isEqualTo(3);
        }
    }
}
