package io.zentinelproxy.core.wire.http2;

import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;

/** An origin whose answers nobody takes whole, but for those under {@code /short}. */
final class Endless {
    private static final long OCTETS = 100_000_000_000L;

    private Endless() {}

    static TestOrigin origin() {
        return TestOrigin.scripted(request -> request.target().equals("/short")
                ? List.of(Step.send(Messages.OK))
                : List.of(
                        Step.send(Messages.okWith("Content-Length: " + OCTETS + "\r\n", "")),
                        new Step.SendPattern(OCTETS)));
    }
}
