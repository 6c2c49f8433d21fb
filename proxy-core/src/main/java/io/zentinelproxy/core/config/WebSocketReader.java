package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what a route says of WebSockets. */
final class WebSocketReader {
    static final Key<Boolean> WEBSOCKET = Key.defaulting(
            "websocket",
            WordTypes.SWITCH,
            false,
            "Whether WebSockets are opened, over HTTP/1.1; else a request for one gets 403.");

    private static final Duration NORMAL_IDLE_TIMEOUT = Duration.ofMinutes(5);

    static final Key<Duration> IDLE_TIMEOUT = Key.defaulting(
                    "websocket-idle-timeout-secs",
                    QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                    NORMAL_IDLE_TIMEOUT,
                    "How long a WebSocket may stay open while nothing comes from either side.")
            .alias("websocket-idle-timeout");

    private WebSocketReader() {}

    /**
     * Null where the route opens none.
     *
     * @param forwards whether an upstream answers: nobody else has a WebSocket
     */
    static @Nullable WebSocketSettings read(Section section, boolean forwards) {
        Located<Boolean> said = section.locate(WEBSOCKET);
        Located<Duration> idle = section.locate(IDLE_TIMEOUT);
        boolean on = said != null && said.value();
        if (on && !forwards) {
            section.report(Problem.at(said.position(), "a route with a `builtin-handler` has no `websocket`"));
        }
        if (!on && idle != null) {
            section.report(Problem.at(idle.position(), "`websocket-idle-timeout-secs` needs `websocket #true`"));
        }
        return on ? new WebSocketSettings(idle == null ? NORMAL_IDLE_TIMEOUT : idle.value()) : null;
    }
}
