package io.zentinelproxy.launcher.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.launcher.validate.Check.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {
    @TempDir
    Path folder;

    @Test
    void aTargetThatListensIsFineAndOneThatDoesNotFails() throws Exception {
        try (ServerSocket open = listening()) {
            int closed = closedPort();

            List<Check> checks = network(configuration(0, open.getLocalPort(), closed, ""));

            assertThat(checks)
                    .extracting(Check::text)
                    .contains(
                            "ok      target 127.0.0.1:" + open.getLocalPort() + " of upstream \"o\"",
                            "failed  target 127.0.0.1:" + closed + " of upstream \"o\": 127.0.0.1: Connection refused");
        }
    }

    @Test
    void aNameThatDoesNotResolveFails() throws Exception {
        Configuration configuration =
                ConfigurationLoader.parse("x.kdl", text(0, "target \"no-such-name.invalid:1\";", ""));

        assertThat(network(configuration))
                .extracting(Check::text)
                .contains("failed  target no-such-name.invalid:1 of upstream \"o\": the name does not resolve");
    }

    @Test
    void anAddressInUseIsNotedAndAFreeOneIsLetGo() throws Exception {
        try (ServerSocket taken = listening()) {
            int port = taken.getLocalPort();
            assertThat(listener(port)).isEqualTo(Outcome.NOTE);
            taken.close();
            assertThat(listener(port)).isEqualTo(Outcome.OK);
            assertThat(listener(port)).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void anAddressOfAnotherMachineFails() throws Exception {
        Configuration configuration = ConfigurationLoader.parse(
                "x.kdl", text(0, "target \"127.0.0.1:1\";", "").replace("127.0.0.1:0", "192.0.2.1:80"));

        assertThat(network(configuration).getFirst().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void anAccessLogIsWritableOrWhyItIsNot() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(log(folder.resolve("new.log"))).isEqualTo("ok      access log " + folder.resolve("new.log"));
        assertThat(log(file)).startsWith("ok ");
        assertThat(log(folder)).endsWith(": it is a directory");
        assertThat(log(folder.resolve("none/a.log")))
                .endsWith("the directory " + folder.resolve("none") + " does not exist");
        assertThat(folder.resolve("new.log")).doesNotExist();
    }

    @Test
    void theApplicationLogIsLookedAtToo() throws Exception {
        Configuration configuration =
                configuration(0, 1, 2, "logging { file \"" + folder.resolve("none/z.log") + "\"; };");

        assertThat(Validation.of(configuration, false, true, false))
                .singleElement()
                .extracting(Check::text)
                .asString()
                .startsWith("failed  application log " + folder.resolve("none/z.log"));
    }

    @Test
    void aTargetShakesHandsAsRequestsWould() throws Exception {
        TestCertificates authority = TestCertificates.authority();
        try (TestOrigin origin = TestOrigin.echo().overTls(authority.server("app.test"))) {
            String target = "target \"127.0.0.1:" + origin.port() + "\"; ";
            String tls = "tls { ca-cert \"" + authority.caFile() + "\"; sni \"NAME\"; };";
            String subject = "target 127.0.0.1:" + origin.port() + " of upstream \"o\"";

            assertThat(targets(target + tls.replace("NAME", "app.test"))).contains("ok      " + subject);
            assertThat(targets(target + tls.replace("NAME", "other.test")))
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("failed  " + subject + ": 127.0.0.1: TLS: upstream_certificate_name: ")
                            .endsWith("the certificate is for app.test, not for other.test"));
        }
    }

    @Test
    void anExpiredCertificateFailsAndOneInItsTimeDoesNot() throws Exception {
        TestCertificates authority = TestCertificates.authority();
        assertThat(certificates(authority.client("proxy.test"))).isEqualTo(Outcome.OK);
        assertThat(certificates(authority.expiredClient("proxy.test"))).isEqualTo(Outcome.FAILED);
    }

    private static Outcome certificates(TestIdentity own) throws Exception {
        String tls = "tls { client-cert \"" + own.certificate() + "\"; client-key \"" + own.key() + "\"; };";
        Configuration configuration = ConfigurationLoader.parse("x.kdl", text(0, "target \"a:1\"; " + tls, ""));
        return Validation.of(configuration, false, false, true).getFirst().outcome();
    }

    private static List<String> targets(String upstream) throws Exception {
        return network(ConfigurationLoader.parse("x.kdl", text(0, upstream, ""))).stream()
                .map(Check::text)
                .toList();
    }

    private static String log(Path file) throws Exception {
        Configuration configuration = configuration(0, 1, 2, "access-log { file \"" + file + "\"; };");
        return Validation.of(configuration, false, true, false).getFirst().text();
    }

    private static Outcome listener(int port) throws Exception {
        return network(configuration(port, 1, 2, "")).getFirst().outcome();
    }

    private static List<Check> network(Configuration configuration) {
        return Validation.of(configuration, true, false, false);
    }

    private static Configuration configuration(int port, int origin, int other, String observability) throws Exception {
        String targets = "target \"127.0.0.1:" + origin + "\"; target \"127.0.0.1:" + other + "\";";
        return ConfigurationLoader.parse("x.kdl", text(port, targets, observability));
    }

    private static String text(int port, String targets, String observability) {
        return """
                listeners { listener "main" { address "127.0.0.1:%d"; }; }
                routes { route "all" { upstream "o"; }; }
                upstreams { upstream "o" { %s }; }
                observability { metrics { enabled #false; }; %s }
                """.formatted(port, targets, observability);
    }

    private static ServerSocket listening() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = listening()) {
            return socket.getLocalPort();
        }
    }
}
