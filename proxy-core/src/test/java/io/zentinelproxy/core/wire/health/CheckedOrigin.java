package io.zentinelproxy.core.wire.health;

import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;

/** An origin that answers checks, which ask for {@code /health}, as the test says at the time, and all else as it says as well. */
final class CheckedOrigin implements AutoCloseable {
    static final List<Step> OK = Messages.ANSWER_OK;
    static final List<Step> FAILING =
            List.of(new Step.ReadBody(), Step.send("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"));
    static final List<Step> SILENT = List.of(new Step.AwaitClose());
    static final List<Step> BREAKING = List.of(new Step.ReadBody(), new Step.Reset());

    final TestOrigin origin = TestOrigin.scripted(this::script);
    private volatile List<Step> health = OK;
    private volatile List<Step> traffic = OK;
    private volatile List<Step> slow = OK;

    private List<Step> script(ReceivedRequest request) {
        if (request.head().startsWith("GET /slow")) {
            return slow;
        }
        return isCheck(request) ? health : traffic;
    }

    private static boolean isCheck(ReceivedRequest request) {
        return request.head().startsWith("GET /health");
    }

    static CheckedOrigin healthy() {
        return new CheckedOrigin();
    }

    static CheckedOrigin overTls(TestIdentity identity) {
        CheckedOrigin made = new CheckedOrigin();
        made.origin.overTls(identity);
        return made;
    }

    CheckedOrigin checksGet(List<Step> steps) {
        health = steps;
        return this;
    }

    CheckedOrigin checksGetStatus(int status) {
        return checksGet(List.of(Step.send("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n")));
    }

    CheckedOrigin checksGetContent(String content) {
        return checksGet(List.of(Step.send(Messages.okWith("Content-Length: " + content.length() + "\r\n", content))));
    }

    CheckedOrigin requestsGet(List<Step> steps) {
        traffic = steps;
        return this;
    }

    /** Those for {@code /slow}. */
    CheckedOrigin slowRequestsGet(List<Step> steps) {
        slow = steps;
        return this;
    }

    List<ReceivedRequest> checks() {
        return origin.requests().stream().filter(CheckedOrigin::isCheck).toList();
    }

    long requests() {
        return origin.requests().size() - checks().size();
    }

    int port() {
        return origin.port();
    }

    @Override
    public void close() {
        origin.close();
    }
}
