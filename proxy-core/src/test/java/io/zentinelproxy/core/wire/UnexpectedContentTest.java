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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content where one of us does not expect any is never the next request: "CL.0" and "0.CL", RFC 9110 section 9.3.1. */
class UnexpectedContentTest {

    private static final String EVIL = Messages.get("/served/evil");

    private static final Piece FILTERS = Piece.filters("""
            filter "away" { type "redirect"; hostname "b.test"; }
            """);

    private static final Piece ROUTES = Piece.routes("""
            route "served" { matches { path-prefix "/served"; }; upstream "origin"; }
            route "status" { matches { path "/status"; }; builtin-handler "status"; }
            route "gone" { matches { path "/gone"; }; builtin-handler "not-found"; }
            route "away" { matches { path "/away"; }; upstream "origin"; filters "away"; }
            route "denied" { matches { path "/denied"; }; upstream "origin"; policies { deny "127.0.0.0/8"; }; }
            """);

    private static String withLength(String method, String target, String content) {
        return method + " " + target + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + content.length() + "\r\n\r\n"
                + content;
    }

    private static String withChunks(String method, String target, String content) {
        return method + " " + target + " HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\n\r\n";
    }

    /** The origin gets it as content, framed, on a connection that carries no further request. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE"})
    void contentOfAMethodWithoutContentIsTheLastOnItsConnection(String method) {
        for (String request : new String[] {withLength(method, "/served", EVIL), withChunks(method, "/served", EVIL)}) {
            try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 204 No Content\r\n\r\n");
                    RunningProxy proxy = RunningProxy.inFrontOf(origin, FILTERS, ROUTES);
                    RawClient client = proxy.connect()) {
                assertThat(client.send(request).read().status()).isEqualTo(204);
                assertThat(client.send(Messages.get("/served/good")).read().status())
                        .isEqualTo(204);
                ReceivedRequest first = origin.requests().getFirst();
                assertThat(first.body()).isEqualTo(EVIL);
                origin.awaitConnectionClosed(first.connection());
                assertThat(origin.requests()).hasSize(2);
                assertThat(origin.requests().getLast().target()).isEqualTo("/served/good");
                assertThat(origin.requests().getLast().connection()).isEqualTo(1);
            }
        }
    }

    @Test
    void contentOfAPostLeavesTheConnectionUsable() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(withLength("POST", "/", EVIL)).read();
            client.send(Messages.GET).read();
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** Answers of our own read none of it: it is out of the way, or the connection ends. */
    @ParameterizedTest
    @CsvSource({
        "GET, /status, 200",
        "HEAD, /status, 200",
        "POST, /status, 405",
        "OPTIONS, /status, 405",
        "GET, /gone, 404",
        "GET, /away, 302",
        "POST, /away, 302",
        "GET, /denied, 403",
        "GET, /nowhere, 404",
        "OPTIONS, *, 204"
    })
    void contentOfWhatWeAnswerIsNeverTheNextRequest(String method, String target, int status) {
        for (String content : new String[] {EVIL, EVIL.repeat(5000)}) {
            neverReachesTheOrigin(withLength(method, target, content), method, status);
            neverReachesTheOrigin(withChunks(method, target, content), method, status);
        }
    }

    private static void neverReachesTheOrigin(String request, String method, int status) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, FILTERS, ROUTES);
                RawClient client = proxy.connect()) {
            client.trySend(request.getBytes());
            Reply reply = client.readAnswerTo(method);
            assertThat(reply.status()).isEqualTo(status);
            boolean goesOn = !reply.fields().listed("Connection", "close");
            client.trySend(Messages.get("/served/good").getBytes());
            if (goesOn) {
                assertThat(client.read().body()).isEqualTo("ok");
            } else {
                assertThat(client.awaitClosed()).isTrue();
            }
            assertThat(origin.requests())
                    .extracting(ReceivedRequest::target)
                    .containsExactlyElementsOf(goesOn ? java.util.List.of("/served/good") : java.util.List.of());
        }
    }
}
