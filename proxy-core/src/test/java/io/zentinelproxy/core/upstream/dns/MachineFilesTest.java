package io.zentinelproxy.core.upstream.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.dns.Mood;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /etc/hosts} and {@code /etc/resolv.conf} say is done. */
class MachineFilesTest {

    @TempDir
    Path folder;

    private Path hosts(String text) throws IOException {
        return Files.writeString(folder.resolve("hosts"), text);
    }

    private Path resolvConf(String text) throws IOException {
        return Files.writeString(folder.resolve("resolv.conf"), text);
    }

    private Resolving on(TestDns dns, Path hosts, Path resolvConf) {
        return Resolving.onMachine(hosts, resolvConf, dns.socketAddress().getPort());
    }

    @Test
    void theFileOfHostsComesFirstAndIsReadAgain() throws IOException {
        Path hosts = hosts("# mine\n127.0.0.7 Web.test alias # that one\n127.0.0.8 web.test\n::7 web.test\nnonsense\n");
        try (TestDns dns = TestDns.start().addresses("web.test", 60, "127.0.0.2");
                Resolving resolving = on(dns, hosts, resolvConf("nameserver 127.0.0.1\n"))) {
            assertThat(resolving.ask("WEB.test")).containsExactly("127.0.0.7", "127.0.0.8", "0:0:0:0:0:0:0:7");
            assertThat(resolving.ask("alias")).containsExactly("127.0.0.7");
            assertThat(dns.questions()).isEmpty();
            hosts("127.0.0.9 other.test\n");
            resolving.advance(Duration.ofSeconds(30));
            await().untilAsserted(() -> assertThat(resolving.ask("web.test")).containsExactly("127.0.0.2"));
        }
    }

    @Test
    void localhostIsNeverAskedFor() throws IOException {
        try (TestDns dns = TestDns.start();
                Resolving resolving = on(dns, hosts(""), resolvConf("nameserver 127.0.0.1\nsearch a.test\n"))) {
            assertThat(resolving.ask("localhost")).startsWith("127.0.0.1");
            assertThat(resolving.ask("app.localhost.")).startsWith("127.0.0.1");
            assertThat(dns.questions()).isEmpty();
        }
    }

    @Test
    void aShortNameIsTriedInTheDomainsOfTheSearchList() throws IOException {
        try (TestDns dns = TestDns.start().addresses("app.b.test", 60, "127.0.0.2");
                Resolving resolving = on(dns, hosts(""), resolvConf("nameserver 127.0.0.1\nsearch a.test b.test.\n"))) {
            assertThat(resolving.ask("app")).containsExactly("127.0.0.2");
            assertThat(dns.questions())
                    .containsOnlyOnce("udp A app.a.test.", "udp A app.b.test.")
                    .doesNotContain("udp A app.");
        }
    }

    @Test
    void aNameWithEnoughDotsIsTriedAsItIsFirst() throws IOException {
        try (TestDns dns =
                        TestDns.start().addresses("app.x", 60, "127.0.0.2").addresses("app.x.a.test", 60, "127.0.0.3");
                Resolving resolving = on(dns, hosts(""), resolvConf("nameserver 127.0.0.1\nsearch a.test\n"))) {
            assertThat(resolving.ask("app.x")).containsExactly("127.0.0.2");
        }
        try (TestDns dns =
                        TestDns.start().addresses("app.x", 60, "127.0.0.2").addresses("app.x.a.test", 60, "127.0.0.3");
                Resolving resolving = on(
                        dns, hosts(""), resolvConf("nameserver 127.0.0.1\ndomain a.test\noptions ndots:5 rotate\n"))) {
            assertThat(resolving.ask("app.x")).containsExactly("127.0.0.3");
            assertThat(resolving.ask("app.x.")).containsExactly("127.0.0.2");
        }
    }

    @Test
    void whereTheServersAreSilentNoOtherNameIsTaken() throws IOException {
        try (TestDns dns = TestDns.start().addresses("app.x.a.test", 60, "127.0.0.3");
                Resolving resolving = on(dns, hosts(""), resolvConf("nameserver 127.0.0.1\nsearch a.test\n"))) {
            dns.mood(Mood.SERVFAIL);
            assertThat(resolving.ask("app.x")).containsExactly("unresolved");
            assertThat(dns.questions()).doesNotContain("udp A app.x.a.test.");
        }
    }

    @Test
    void anotherServerInTheFileIsAskedFromThenOn() throws IOException {
        Path conf = resolvConf("# none yet\n");
        try (TestDns dns = TestDns.start().addresses("app.test", 60, "127.0.0.2");
                Resolving resolving = on(dns, hosts(""), conf)) {
            assertThat(resolving.ask("app.test")).containsExactly("unresolved");
            assertThat(resolving.resolver.counters().of(DnsResult.NO_SERVERS)).isZero();
            resolvConf("nameserver 127.0.0.1\noptions timeout:10 attempts:1\n");
            resolving.advance(Duration.ofMinutes(10));
            await().untilAsserted(() -> assertThat(resolving.ask("app.test")).containsExactly("127.0.0.2"));
        }
    }

    @Test
    void whatTheFileSaysIsReadWithinBounds() {
        ResolvConf read = ResolvConf.parse("""
                ; a comment
                nameserver 10.0.0.1
                nameserver fe80::1
                nameserver not-an-address
                nameserver 10.0.0.3
                nameserver 10.0.0.4
                search a b c d e f g h
                options ndots:99 timeout:600 attempts:0 edns0 ndots:x
                """, 53);
        assertThat(read.servers()).hasSize(3);
        assertThat(read.search()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(read.ndots()).isEqualTo(15);
        assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(read.attempts()).isOne();
    }
}
