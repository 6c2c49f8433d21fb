package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Fields for one connection only: RFC 9110 section 7.6.1. */
class HopByHopTest {

    private static ReceivedRequest forwarded(String fieldLines) {
        return AtOrigin.of(Messages.postWith(fieldLines + "Content-Length: 1\r\n", "a"));
    }

    private static Reply answered(String fieldLines) {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith(fieldLines + "Content-Length: 2\r\n", "ok"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            return client.send(Messages.GET).read();
        }
    }

    @Test
    void fieldsThatConnectionNamesStayOnTheClientsHop() {
        ReceivedRequest request = forwarded(
                "X-Hop: 1\r\nConnection: x-hop , X-OTHER,keep-alive\r\nX-Other: 2\r\nX-End: 3\r\nConnection: x-third\r\nX-Third: 4\r\n");
        assertThat(request.fields().has("X-Hop")).isFalse();
        assertThat(request.fields().has("X-Other")).isFalse();
        assertThat(request.fields().has("X-Third")).isFalse();
        assertThat(request.field("X-End")).isEqualTo("3");
        assertThat(request.fields().all("Connection")).allMatch(value -> value.equalsIgnoreCase("keep-alive"));
    }

    /** Each would be looked for among all fields. */
    @Test
    void connectionThatNamesVeryManyIsRefused() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.takes(Messages.getWith("Connection: x-0" + ", x-1".repeat(63) + "\r\n"));
            proxy.refuses(400, "bad_field", Messages.getWith("Connection: x-0" + ", x-1".repeat(64) + "\r\n"));
            proxy.refuses(400, "bad_field", Messages.getWith("Connection: x-0, x-1\r\n".repeat(33)));
        }
    }

    @Test
    void knownHopByHopFieldsStayOnTheClientsHop() {
        ReceivedRequest request = forwarded(
                "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n"
                        + "Connection: upgrade, http2-settings\r\n");
        for (String name : new String[] {"Keep-Alive", "Proxy-Connection", "Upgrade", "HTTP2-Settings"}) {
            assertThat(request.fields().has(name)).as(name).isFalse();
        }
    }

    @Test
    void aRouteMayAskForUpgradeWhichStaysOnTheClientsHopAllTheSame() {
        try (TwoOrigins origins = new TwoOrigins();
                RunningProxy proxy = origins.withMatches("header \"Upgrade\" \"h2c\"")) {
            assertThat(TwoOrigins.where(proxy, Messages.getWith("Connection: keep-alive, Upgrade\r\nUpgrade: h2c\r\n")))
                    .isEqualTo("chosen");
            assertThat(origins.chosen.onlyRequest().fields().has("Upgrade")).isFalse();
            assertThat(TwoOrigins.where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void onlyTrailersSurvivesOfTe() {
        assertThat(forwarded("TE: gzip, trailers;q=0.5, deflate\r\nConnection: TE\r\n")
                        .fields()
                        .all("TE"))
                .allMatch(value -> value.equals("trailers"));
        assertThat(forwarded("TE: trailers\r\nConnection: TE\r\n").field("TE")).isEqualTo("trailers");
        assertThat(forwarded("TE: gzip\r\nConnection: TE\r\n").fields().has("TE"))
                .isFalse();
    }

    /** A client that could strip these would choose what the origin believes: CVE-2022-31813, CVE-2022-1388, CVE-2024-45410. */
    @Test
    void connectionCannotStripWhatTheOriginReliesOn() {
        ReceivedRequest request = forwarded("Connection: Host, Content-Length, Authorization, Cookie, X-Forwarded-For,"
                + " X-Forwarded-Host, X-Forwarded-Proto, X-Request-Id, Via\r\n"
                + "Authorization: Basic eA==\r\nCookie: a=b\r\n");
        assertThat(request.field("Host")).isEqualTo("a.test");
        assertThat(request.field("Content-Length")).isEqualTo("1");
        assertThat(request.field("Authorization")).isEqualTo("Basic eA==");
        assertThat(request.field("Cookie")).isEqualTo("a=b");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("a.test");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.fields().has("X-Request-Id")).isTrue();
        assertThat(request.fields().has("Via")).isTrue();
        assertThat(request.body()).isEqualTo("a");
    }

    @Test
    void fieldsThatConnectionNamesStayOnTheOriginsHop() {
        Reply reply = answered("Connection: X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\n");
        assertThat(reply.fields().has("X-Hop")).isFalse();
        assertThat(reply.field("X-End")).isEqualTo("2");
        assertThat(reply.fields().all("Connection"))
                .noneMatch(value -> value.toLowerCase().contains("x-hop"));
    }

    @Test
    void knownHopByHopFieldsStayOnTheOriginsHop() {
        Reply reply =
                answered("Keep-Alive: timeout=5\r\nProxy-Connection: close\r\nUpgrade: h2c\r\nConnection: upgrade\r\n");
        for (String name : new String[] {"Keep-Alive", "Proxy-Connection", "Upgrade"}) {
            assertThat(reply.fields().has(name)).as(name).isFalse();
        }
        assertThat(reply.body()).isEqualTo("ok");
    }

    @Test
    void originCannotStripTheFramingOfItsAnswer() {
        Reply reply = answered("Connection: Content-Length, Set-Cookie\r\nSet-Cookie: a=b\r\n");
        assertThat(reply.body()).isEqualTo("ok");
        assertThat(reply.content().framing()).isEqualTo(io.zentinelproxy.core.testkit.Body.Framing.LENGTH);
    }
}
