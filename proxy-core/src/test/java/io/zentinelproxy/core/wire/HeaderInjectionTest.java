package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An encoded CR or LF never becomes one: not in the target of the origin's request, nor in Location (CVE-2023-25690, CVE-2026-42926). */
class HeaderInjectionTest {

    /** What a pattern may capture and put elsewhere, and what a redirect tells back. */
    private static final String[] FILTERS = {
        "type \"url-rewrite\"; path { pattern \"^/(.*)$\"; replacement \"/x/$1\"; }",
        "type \"redirect\"; path { pattern \"^/(.*)$\"; replacement \"/x/$1\"; }",
        "type \"redirect\"; hostname \"b.test\"",
        "type \"redirect\"; scheme \"https\"",
    };

    @ParameterizedTest
    @ValueSource(strings = {"%0d%0a", "%0D%0A", "%0a", "%0d", "%0d%0a%0d%0a", "%00%0a"})
    void encodedLineEndInAPathIsRefusedWhateverFilterWaitsForIt(String lineEnd) {
        for (String filter : FILTERS) {
            try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = with(filter, origin);
                    RawClient client = proxy.connect()) {
                Reply reply =
                        client.send(Messages.get("/a" + lineEnd + "X-Evil:1")).read();
                assertThat(reply.status()).as(filter).isEqualTo(400);
                assertThat(reply.fields().has("X-Evil")).isFalse();
                assertThat(client.awaitClosed()).isTrue();
                assertThat(origin.receivedOctets()).isZero();
            }
        }
    }

    /** A query is the origin's to read; it stays as it was sent, in a request as in Location. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/a?q=%0d%0aX-Evil:1", "/a?%0D%0A%0D%0A", "/%250d%250aX-Evil:1", "/a%E5%98%8A%E5%98%8DX-Evil:1"})
    void whatPassesStaysEncoded(String target) {
        for (String filter : FILTERS) {
            try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = with(filter, origin);
                    RawClient client = proxy.connect()) {
                Reply reply = client.send(Messages.get(target)).read();
                assertThat(reply.status()).as(filter).isIn(200, 302);
                assertThat(reply.fields().has("X-Evil")).isFalse();
                String end = target.substring(target.lastIndexOf('%'));
                if (reply.status() == 302) {
                    assertThat(reply.field("Location")).endsWith(end);
                } else {
                    ReceivedRequest request = origin.onlyRequest();
                    assertThat(request.target()).endsWith(end);
                    assertThat(request.fields().has("X-Evil")).isFalse();
                }
            }
        }
    }

    /** A replacement that would put an encoded line end together is refused, too. */
    @ParameterizedTest
    @ValueSource(strings = {"/0da", "/0aX-Evil:1", "/00"})
    void rewriteThatMakesALineEndIsNoPath(String target) {
        String filter = "type \"url-rewrite\"; path { pattern \"^/(.*)$\"; replacement \"/%$1\"; }";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = with(filter, origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.get(target)).read().status()).isEqualTo(500);
            assertThat(origin.receivedOctets()).isZero();
        }
    }

    private static RunningProxy with(String filter, TestOrigin origin) {
        return RunningProxy.inFrontOf(
                origin, Piece.route("filters \"f\""), Piece.filters("filter \"f\" { " + filter + "; }"));
    }
}
