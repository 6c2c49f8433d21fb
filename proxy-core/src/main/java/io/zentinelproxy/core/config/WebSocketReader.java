package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what a route says of WebSockets, in the original's line {@code websocket #true} or in the block of its samples. */
final class WebSocketReader {
    private static final Duration NORMAL_IDLE_TIMEOUT = Duration.ofMinutes(5);

    private static final Key<Boolean> ON =
            Key.defaulting("on", WordTypes.SWITCH, true, "Whether the route opens them.");

    private static final Key<Boolean> ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "The same, in the block.");

    static final Block WEBSOCKET = Block.single(
                    "websocket",
                    "WebSockets are opened (RFC 6455, RFC 8441); where this does not stand, a request for one gets 403.")
            .arguments(ON)
            .keys(ENABLED)
            .unsupported("ping-interval-secs", "ping-timeout-secs", "max-message-size-bytes", "max-connections-per-ip");

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
    static @Nullable WebSocketSettings read(Section route, boolean forwards) {
        boolean written = route.has(WEBSOCKET);
        boolean on = route.one(WEBSOCKET, section -> isOn(section, forwards || !written)) && written;
        Located<Duration> idle = route.locate(IDLE_TIMEOUT);
        if (!on && idle != null) {
            route.report(Problem.at(idle.position(), "`websocket-idle-timeout-secs` needs `websocket #true`"));
        }
        return on ? new WebSocketSettings(idle == null ? NORMAL_IDLE_TIMEOUT : idle.value()) : null;
    }

    private static boolean isOn(Section section, boolean forwards) {
        Located<Boolean> said = section.argument(ON);
        boolean on = section.get(ENABLED) && (said == null || said.value());
        if (on && !forwards) {
            section.report("a route with a `builtin-handler` opens no `websocket`", "an `upstream`");
        }
        return on;
    }
}
