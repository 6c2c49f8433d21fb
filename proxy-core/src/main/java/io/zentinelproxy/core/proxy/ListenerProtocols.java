package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.Http2ListenerSettings;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.http1.Http1Settings;
import io.zentinelproxy.core.http2.Http2Settings;
import io.zentinelproxy.core.net.Pace;
import java.time.Duration;

/** What the configuration lets the clients of a listener do, as each protocol is told it. */
final class ListenerProtocols {
    private ListenerProtocols() {}

    static Http1Settings http1(ListenerSettings settings, LimitSettings limits) {
        return new Http1Settings(
                limits.maxHeadOctets(),
                limits.maxFieldCount(),
                limits.maxBodyOctets(),
                settings.requestHeadTimeout(),
                settings.keepAliveTimeout(),
                settings.keepAliveMaxRequests(),
                settings.allowHalfClose(),
                limits.maxFieldNameOctets(),
                limits.maxFieldValueOctets(),
                requests(settings),
                answers(settings),
                settings.leniency());
    }

    static Http2Settings http2(ListenerSettings settings, LimitSettings limits) {
        Http2ListenerSettings http2 = settings.http2();
        return new Http2Settings(
                http2.maxConcurrentStreams(),
                http2.streamWindow(),
                http2.connectionWindow(),
                http2.maxOddEvents(),
                http2.streamTimeout(),
                limits.maxHeadOctets(),
                limits.maxFieldCount(),
                limits.maxFieldNameOctets(),
                limits.maxFieldValueOctets(),
                limits.maxBodyOctets(),
                settings.requestHeadTimeout(),
                settings.keepAliveTimeout(),
                settings.keepAliveMaxRequests(),
                requests(settings),
                answers(settings),
                settings.leniency());
    }

    private static Pace requests(ListenerSettings settings) {
        return pace(settings, settings.rates().request());
    }

    private static Pace answers(ListenerSettings settings) {
        return pace(settings, settings.rates().response());
    }

    private static Pace pace(ListenerSettings settings, long octetsPerSecond) {
        Duration oneWait = settings.requestHeadTimeout();
        return Pace.atLeast(octetsPerSecond, settings.rates().grace(), oneWait);
    }
}
