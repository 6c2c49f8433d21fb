package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of an upstream are asked whether they are well.
 *
 * @param interval between the beginnings of two checks
 * @param timeout what one may take, from connecting to the last octet that is needed
 * @param healthyThreshold good results in a row that bring a target back
 * @param unhealthyThreshold bad ones in a row that take it out
 * @param passiveThreshold real requests failed in a row that take it out like failed checks; 0 for never
 */
public record HealthCheckSettings(
        Probe probe,
        Duration interval,
        Duration timeout,
        int healthyThreshold,
        int unhealthyThreshold,
        int passiveThreshold) {

    /** What is asked. */
    public sealed interface Probe {}

    /**
     * A GET.
     *
     * @param target the request-target, with a query where there is one
     * @param host of the request, or null for the target's own address
     * @param expected any of these statuses
     * @param text that the content must have, or null
     * @param pattern that the content must match, or null
     */
    public record Http(
            String target,
            @Nullable String host,
            List<StatusSpan> expected,
            @Nullable String text,
            @Nullable LinearPattern pattern)
            implements Probe {

        /** Whether the content is looked at. */
        public boolean seesContent() {
            return text != null || pattern != null;
        }
    }

    /** A connection, with its handshake where there is one. */
    public record Tcp() implements Probe {}

    /**
     * A call of grpc.health.v1.Health/Check, which must answer SERVING.
     *
     * @param service the one asked about, or the empty string for the server as a whole
     */
    public record Grpc(String service) implements Probe {}
}
