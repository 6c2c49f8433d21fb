package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code health-check} of the type grpc: {@code grpc.health.v1.Health/Check} over HTTP/2. */
class GrpcCheckTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final String TLS = "tls {\nca-cert \"" + CA.caFile() + "\"\nsni \"app.test\"\n}\n";
    private static final String SERVING = message("\u0008\u0001");
    private static final String NOT_SERVING = message("\u0008\u0002");

    private static String message(String field) {
        return "\0\0\0\0" + (char) field.length() + field;
    }

    private static List<H2Step> answer(String message, String status) {
        return List.of(
                new H2Step.ReadContent(),
                H2Step.head(200, "content-type", "application/grpc"),
                H2Step.content(message),
                H2Step.trailers("grpc-status", status));
    }

    private static RunningProxy proxy(H2Origin origin, String keys, String type) {
        return RunningProxy.inFrontOf(
                origin.address(), Targets.of(keys + Targets.check("\"grpc\" " + type, ""), origin.port()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatServesIsWellInTheClearAndOverTls(boolean encrypted) {
        try (H2Origin origin = H2Origin.scripted(request -> answer(SERVING, "0"))) {
            if (encrypted) {
                origin.overTls(CA.server("app.test"));
            }
            try (RunningProxy proxy = proxy(origin, encrypted ? TLS : "", "")) {
                Targets.awaitChecks(proxy, origin.port(), "success", 1);
                H2Request asked = origin.requests().getFirst();
                assertThat(asked.method()).isEqualTo("POST");
                assertThat(asked.path()).isEqualTo("/grpc.health.v1.Health/Check");
                assertThat(asked.scheme()).isEqualTo(encrypted ? "https" : "http");
                assertThat(asked.authority()).isEqualTo("127.0.0.1:" + origin.port());
                assertThat(asked.field("te")).isEqualTo("trailers");
                assertThat(asked.field("content-type")).isEqualTo("application/grpc");
                assertThat(asked.body()).isEqualTo(message(""));
            }
        }
    }

    @Test
    void theServiceIsNamed() {
        try (H2Origin origin = H2Origin.scripted(request -> answer(SERVING, "0"));
                RunningProxy proxy = proxy(origin, "", "{ service \"shop.Orders\"; }")) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.requests().getFirst().body()).isEqualTo(message("\n\u000bshop.Orders"));
        }
    }

    @Test
    void oneThatDoesNotServeIsDown() {
        try (H2Origin origin = H2Origin.scripted(request -> answer(NOT_SERVING, "0"));
                RunningProxy proxy = proxy(origin, "", "")) {
            Targets.awaitDown(proxy, origin.port());
        }
    }

    /** NOT_FOUND, as the protocol has it for a service that the server does not know, comes without content. */
    @Test
    void aServiceThatTheServerDoesNotKnowIsDown() {
        try (H2Origin origin = H2Origin.doing(
                        new H2Step.ReadContent(),
                        H2Step.only(200, "content-type", "application/grpc", "grpc-status", "5"));
                RunningProxy proxy = proxy(origin, "", "{ service \"shop.Nothing\"; }")) {
            Targets.awaitDown(proxy, origin.port());
        }
    }

    @Test
    void whatAWebServerAnswersIsNoSignOfHealth() {
        try (H2Origin origin = H2Origin.answering(404, "no such page");
                RunningProxy proxy = proxy(origin, "", "")) {
            Targets.awaitDown(proxy, origin.port());
        }
    }

    @Test
    void aWrongCertificateIsDown() {
        try (H2Origin origin =
                        H2Origin.scripted(request -> answer(SERVING, "0")).overTls(CA.server("other.test"));
                RunningProxy proxy = proxy(origin, TLS, "")) {
            Targets.awaitDown(proxy, origin.port());
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsNoneIsDown() {
        try (H2Origin origin = H2Origin.scripted(request -> answer("garbage", "0"));
                RunningProxy proxy = proxy(origin, "", "")) {
            Targets.awaitDown(proxy, origin.port());
        }
    }
}
