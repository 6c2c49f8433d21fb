package io.zentinelproxy.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code policies} of a route.
 *
 * @param timeout from sending a request to the end of its answer, over all tries; null where the upstream's own holds
 * @param maxBodyOctets content of a request, in place of the general limit; null where that holds
 * @param requestFields changes of a request's header fields
 * @param responseFields changes of an answer's header fields
 * @param bufferRequests whether a request's content is held until it is complete before anything is sent to the origin
 * @param bufferResponses whether an answer's content is held until it is complete before anything is sent to the client
 * @param failureMode what happens where one of these steps cannot be done
 */
public record PolicySettings(
        @Nullable Duration timeout,
        @Nullable Long maxBodyOctets,
        HeaderEdits requestFields,
        HeaderEdits responseFields,
        boolean bufferRequests,
        boolean bufferResponses,
        FailureMode failureMode) {

    /** Whether a request goes on without a step that cannot be done, or is refused. */
    public enum FailureMode {
        OPEN,
        CLOSED
    }
}
