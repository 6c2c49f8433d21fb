package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OPTIONS asked of the proxy itself: RFC 9110 sections 7.6.2 and 9.3.7, RFC 9112 section 3.2.4. */
class ServerOptionsTest {

    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private static String options(String target, String fieldLines) {
        return "OPTIONS " + target + " HTTP/1.1\r\nHost: a.test\r\n" + fieldLines + "\r\n";
    }

    /** Answered on a connection that goes on, with the origin left alone. */
    private static void isAnsweredHere(String request, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 204 No Content");
            assertThat(reply.field("Allow")).isEqualTo(ALLOWED);
            assertThat(origin.receivedOctets()).isZero();
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
        }
    }

    private static ReceivedRequest forwarded(String request) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(request).read().status()).isEqualTo(200);
            return origin.onlyRequest();
        }
    }

    @Test
    void asteriskIsAnsweredWithWhatIsServed() {
        isAnsweredHere(options("*", ""));
    }

    /** Neither a route for everything nor one for nothing changes that. */
    @Test
    void asteriskIsNotRouted() {
        isAnsweredHere(options("*", ""), Piece.listener("default-route \"all\""));
    }

    @Test
    void absoluteTargetWithoutPathMeansTheServer() {
        isAnsweredHere(options("http://a.test", ""));
        assertThat(forwarded(options("http://a.test/", "")).target()).isEqualTo("/");
        assertThat(forwarded(options("http://a.test?q", "")).target()).isEqualTo("/?q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "000000000000"})
    void requestWithNoHopLeftIsAnsweredHere(String maxForwards) {
        isAnsweredHere(options("/x", "Max-Forwards: " + maxForwards + "\r\n"));
    }

    @Test
    void requestThatGoesOnHasAHopLessLeft() {
        assertThat(forwarded(options("/x", "max-forwards: 10\r\n")).field("Max-Forwards"))
                .isEqualTo("9");
        assertThat(forwarded(options("/x", "Max-Forwards: 99999999999999999999\r\n"))
                        .field("Max-Forwards"))
                .isEqualTo("999999");
        assertThat(forwarded(options("/x", "")).fields().has("Max-Forwards")).isFalse();
    }

    /** Section 7.6.2: it means nothing with other methods. */
    @Test
    void maxForwardsOfOtherMethodsIsPassedOn() {
        assertThat(forwarded(Messages.getWith("Max-Forwards: 0\r\n")).field("Max-Forwards"))
                .isEqualTo("0");
    }

    @Test
    void maxForwardsThatIsNoNumberOrTwoIsRefused() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            for (String value : new String[] {"-1", "+1", "0x0", "", "1, 2", "1;a"}) {
                proxy.refuses(400, "bad_field", options("/x", "Max-Forwards: " + value + "\r\n"));
            }
            proxy.refuses(400, "bad_field", options("/x", "Max-Forwards: 0\r\nMax-Forwards: 1\r\n"));
        }
    }
}
