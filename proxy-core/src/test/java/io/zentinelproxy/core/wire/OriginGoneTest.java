package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that goes away in the middle: the client sees a broken message, never a complete one. RFC 9112 section 8. */
class OriginGoneTest {

    private static Reply answered(Step... steps) {
        try (TestOrigin origin = TestOrigin.doing(steps);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            if (reply.status() == 200) {
                assertThat(client.awaitClosed())
                        .as("a broken connection is not used again")
                        .isTrue();
            }
            return reply;
        }
    }

    @Test
    void contentShorterThanItsLengthIsNotComplete() {
        String half = Messages.okWith("Content-Length: 6\r\n", "abc");
        for (Step end : new Step[] {new Step.Close(), new Step.Reset()}) {
            Reply reply = answered(new Step.ReadBody(), Step.send(half), end);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.complete()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "3\r\n",
                "3\r\nab",
                "3\r\nabc",
                "3\r\nabc\r\n",
                "3\r\nabc\r\n0",
                "3\r\nabc\r\n0\r\n",
                "3\r\nabc\r\n0\r\nX: y\r\n"
            })
    void chunkedContentWithoutItsEndIsNotComplete(String chunks) {
        String half = Messages.okWith("Transfer-Encoding: chunked\r\n", chunks);
        Reply reply = answered(new Step.ReadBody(), Step.send(half), new Step.Close());
        assertThat(reply.status() == 502 || !reply.complete())
                .as("%s complete=%s", reply.head(), reply.complete())
                .isTrue();
    }

    @Test
    void contentUntilCloseThatEndsInAResetIsNotComplete() {
        Reply reply = answered(Step.send("HTTP/1.1 200 OK\r\n\r\nabc"), new Step.ReadBody(), new Step.Reset());
        assertThat(reply.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n",
                "HTTP/1.1 103 Early Hints\r\n"
            })
    void originThatClosesBeforeTheEndOfItsHeadIsABadGateway(String half) {
        assertThat(answered(new Step.ReadBody(), Step.send(half), new Step.Close())
                        .status())
                .isEqualTo(502);
        assertThat(answered(new Step.ReadBody(), Step.send(half), new Step.Reset())
                        .status())
                .isEqualTo(502);
    }

    @Test
    void clientsConnectionOutlivesABadGateway() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Messages.postWith("Content-Length: 3\r\n", "abc"))
                                .read()
                                .status())
                        .isEqualTo(502);
            }
        }
    }

    @Test
    void originThatGoesDuringAnUploadIsABadGateway() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadOctets(10), new Step.Reset());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 8000000\r\n", ""));
            Thread.startVirtualThread(() -> client.trySend(new byte[8_000_000]));
            assertThat(client.read().status()).isEqualTo(502);
        }
    }
}
