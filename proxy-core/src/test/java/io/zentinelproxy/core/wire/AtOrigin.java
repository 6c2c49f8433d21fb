package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;

/** What comes at an origin of a request that a proxy passes on. */
final class AtOrigin {
    private AtOrigin() {}

    /** Sends the request through a proxy with these pieces, and waits for the answer. */
    static ReceivedRequest of(String request, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            client.send(request).read();
            return origin.onlyRequest();
        }
    }
}
