package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Forwarded (RFC 7239) and X-Real-IP, to the origin and, behind a trusted proxy, from it. */
class ForwardedTest {

    private static final Piece TRUSTED = Piece.listener("trusted-proxies \"127.0.0.0/8\" \"::1\" \"10.0.0.0/8\"");
    private static final String OURS = "for=127.0.0.1;by=127.0.0.1;host=\"a.test\"";

    private static ReceivedRequest forwarded(String fieldLines, Piece... pieces) {
        return AtOrigin.of(Messages.getWith(fieldLines), pieces);
    }

    @Test
    void originIsToldWhoAskedForWhatAndHow() {
        ReceivedRequest request = forwarded("");
        assertThat(request.field("Forwarded")).isEqualTo("for=127.0.0.1;proto=http;by=127.0.0.1;host=\"a.test\"");
        assertThat(request.field("X-Real-IP")).isEqualTo("127.0.0.1");
    }

    @Test
    void fieldsOfAnUntrustedClientAreReplaced() {
        ReceivedRequest request = forwarded(
                "Forwarded: for=6.6.6.6;proto=https\r\nforwarded: for=7.7.7.7\r\nX-Real-IP: 6.6.6.6\r\nX-Forwarded-Port: 443\r\n");
        assertThat(request.field("Forwarded"))
                .startsWith("for=127.0.0.1;proto=http;")
                .doesNotContain("6.6.6.6");
        assertThat(request.field("X-Real-IP")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.fields().has("X-Forwarded-Port")).isFalse();
    }

    @Test
    void ipv6IsQuotedInBracketsAndSoIsAHostWithItsPort() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(origin.address())
                        .replace("address \"127.0.0.1:0\"", "address \"[::1]:0\""));
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test:8080\r\n\r\n").read();
            assertThat(origin.onlyRequest().field("Forwarded"))
                    .isEqualTo("for=\"[0:0:0:0:0:0:0:1]\";proto=http;by=\"[0:0:0:0:0:0:0:1]\";host=\"a.test:8080\"");
        }
    }

    @Test
    void chainOfTrustedProxiesIsContinuedAndBelieved() {
        String chain = "for=203.0.113.9;proto=https;host=shop.test, for=10.1.2.3;by=_x";
        ReceivedRequest request = forwarded("Forwarded: " + chain + "\r\nX-Forwarded-Port: 443\r\n", TRUSTED);
        assertThat(request.field("Forwarded")).isEqualTo(chain + ", " + OURS);
        assertThat(request.field("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("203.0.113.9, 127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.field("X-Forwarded-Port")).isEqualTo("443");
    }

    @Test
    void whatAClientHasMadeUpLeftOfTheTrustedPartIsNotBelieved() {
        ReceivedRequest request =
                forwarded("Forwarded: for=6.6.6.6;proto=https\r\nForwarded: for=203.0.113.9;proto=http\r\n", TRUSTED);
        assertThat(request.field("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
    }

    /** To a reader from the left all of this is one value in quotes. */
    @Test
    void quotationMarkLeftOpenSwallowsNothingAndIsNotPassedOn() {
        ReceivedRequest request = forwarded("Forwarded: for=\"6.6.6.6, for=203.0.113.9;proto=https\r\n", TRUSTED);
        assertThat(request.field("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(request.field("Forwarded")).isEqualTo("for=203.0.113.9;proto=https, " + OURS);
    }

    @Test
    void addressesAreReadInEverySpelling() {
        assertThat(realIp("Forwarded: For=\"[2001:db8:cafe::17]:4711\"\r\n")).isEqualTo("2001:db8:cafe:0:0:0:0:17");
        assertThat(realIp("Forwarded: FOR=\"203.0.113.9:4711\" ; proto=http\r\n"))
                .isEqualTo("203.0.113.9");
        assertThat(realIp("X-Forwarded-For: 203.0.113.9:4711\r\n")).isEqualTo("203.0.113.9");
        assertThat(realIp("X-Forwarded-For: [2001:db8::1]:80, 2001:db8::2\r\n")).isEqualTo("2001:db8:0:0:0:0:0:2");
    }

    @Test
    void whatIsNoAddressLeavesThePeer() {
        for (String node : new String[] {
            "unknown",
            "_hidden",
            "127.1",
            "2130706433",
            "fe80::1%lo",
            "1.2.3.4.5",
            "evil.test",
            "\"\"",
            "\"[::1\"",
            "1.2.3"
        }) {
            assertThat(realIp("Forwarded: for=" + node + "\r\n")).as(node).isEqualTo("127.0.0.1");
            assertThat(realIp("X-Forwarded-For: " + node + "\r\n")).as(node).isEqualTo("127.0.0.1");
        }
    }

    /** A proxy that knows X-Forwarded-For only passes on what its client writes into Forwarded. */
    @Test
    void forwardedThatTellsOtherwiseThanXForwardedForIsDropped() {
        ReceivedRequest request =
                forwarded("Forwarded: for=6.6.6.6;proto=https\r\nX-Forwarded-For: 203.0.113.9\r\n", TRUSTED);
        assertThat(request.field("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.field("Forwarded")).isEqualTo("for=203.0.113.9;proto=http, " + OURS);
    }

    @Test
    void forwardedThatTellsTheSameIsContinued() {
        ReceivedRequest request =
                forwarded("Forwarded: for=203.0.113.9;proto=https\r\nX-Forwarded-For: 203.0.113.9\r\n", TRUSTED);
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.field("Forwarded")).isEqualTo("for=203.0.113.9;proto=https, " + OURS);
    }

    @Test
    void endlessChainIsNotFollowed() {
        ReceivedRequest request =
                forwarded("Forwarded: for=203.0.113.9" + ", for=10.0.0.1".repeat(32) + "\r\n", TRUSTED);
        assertThat(request.field("X-Real-IP")).isEqualTo("10.0.0.1");
        assertThat(request.field("Forwarded")).isEqualTo("for=10.0.0.1;proto=http, " + OURS);
    }

    private static String realIp(String fieldLine) {
        return forwarded(fieldLine, TRUSTED).field("X-Real-IP");
    }
}
