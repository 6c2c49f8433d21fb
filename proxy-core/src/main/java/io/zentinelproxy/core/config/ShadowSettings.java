package io.zentinelproxy.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a route are sent a second time, to another upstream whose answer nobody gets: its block {@code shadow}.
 *
 * @param upstream the id of that upstream
 * @param percentage the share of the requests, from 0 to 100
 * @param sample what a request must say to be among them, or null where it need not
 * @param timeout how long one may take, from its beginning to the end of its answer
 * @param withContent whether requests that have content are sent as well
 * @param maxContentOctets of a request that is; those with more are not
 * @param maxConcurrent requests of the route that may be on their second way at once
 */
public record ShadowSettings(
        String upstream,
        double percentage,
        @Nullable SampleField sample,
        Duration timeout,
        boolean withContent,
        int maxContentOctets,
        int maxConcurrent) {

    /** A field, its name in lower case, and the value that one of its lines must have. */
    public record SampleField(String name, String value) {}
}
