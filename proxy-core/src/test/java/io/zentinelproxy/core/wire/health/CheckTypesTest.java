package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks go the way that requests go: by connection or over HTTP, in the version, the TLS and the PROXY header of their upstream. */
class CheckTypesTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final String TLS = "tls {\nca-cert \"" + CA.caFile() + "\"\nsni \"app.test\"\n}\n";
    private static final String TCP = Targets.check("\"tcp\"", "");
    private static final String HTTP = Targets.check("\"http\"", "");

    @Test
    void tcpAsksForNothingButAConnection() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Targets.of(TCP, origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 2);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp", "http"})
    void whoRefusesConnectionsIsDown(String type) {
        int port = ClosedPort.refusing().getPort();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Targets.of(Targets.check('"' + type + '"', ""), origin.port(), port))) {
            Targets.awaitDown(proxy, port);
            Targets.getAll(proxy, 4, 200);
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp,app.test,success", "http,app.test,success", "tcp,other.test,failure", "http,other.test,failure"})
    void overTlsTheCertificateMustBeTheTargets(String type, String name, String result) {
        try (CheckedOrigin origin = CheckedOrigin.overTls(CA.server(name));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(TLS + Targets.check('"' + type + '"', ""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), result, 1);
            Targets.until(() -> Targets.isUp(proxy, origin.port()) == result.equals("success"));
        }
    }

    @Test
    void aHandshakeThatHangsIsOverInTime() {
        try (TestOrigin silent = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        silent, Targets.of(TLS + Targets.check("\"tcp\"", "timeout \"200ms\""), silent.port()))) {
            Targets.awaitDown(proxy, silent.port());
            silent.awaitConnectionClosed(0);
        }
    }

    @Test
    void whereOnlyHttp2IsSpokenChecksSpeakItToo() {
        try (H2Origin origin = H2Origin.answering(200, "fine");
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        Targets.of(
                                "http-version { min-version 2; }\n"
                                        + Targets.check("\"http\" { path \"/up\"; expected-body \"fine\"; }", ""),
                                origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.requests().getFirst().path()).isEqualTo("/up");
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void overTlsHttp2IsAgreedOnAsForRequests() {
        try (H2Origin origin = H2Origin.answering(200, "fine").overTls(CA.server("app.test"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin.address(), Targets.of(TLS + HTTP, origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
        }
    }

    @Test
    void theProxyHeaderOfACheckIsForNobody() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).expectingProxyHeader();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Targets.of("proxy-protocol \"v1\"\n" + HTTP, origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.octets(0)).startsWith("PROXY UNKNOWN\r\nGET /health HTTP/1.1\r\n");
        }
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).expectingProxyHeader();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Targets.of("proxy-protocol \"v2\"\n" + HTTP, origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.octets(0)).startsWith("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0GET /health HTTP/1.1\r\n");
        }
    }

    @Test
    void aUnixSocketIsCheckedLikeAPort() throws IOException {
        Path socket = Files.createTempDirectory("zh").resolve("app.sock");
        String kdl = "target \"unix:" + socket + "\"\n" + HTTP;
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy =
                        RunningProxy.start(ProxyKdl.inFrontOf(ClosedPort.refusing(), Piece.upstream(kdl)))) {
            Targets.until(() -> MetricSamples.of(proxy).entrySet().stream()
                    .anyMatch(one -> one.getKey().startsWith("zentinel_health_checks_total")
                            && one.getKey().contains("success")
                            && one.getValue() > 0));
            assertThat(origin.requests().getFirst().head()).contains("Host: localhost\r\n");
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(socket.getParent());
        }
    }

    @Test
    void whoLeavesAStreamWithoutAnAnswerIsDown() {
        try (H2Origin origin = H2Origin.doing(new H2Step.AwaitReset());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        Targets.of(
                                "http-version { min-version 2; }\n" + Targets.check("\"http\"", "timeout \"200ms\""),
                                origin.port()))) {
            Targets.awaitDown(proxy, origin.port());
            origin.awaitConnectionClosed(0);
        }
    }
}
