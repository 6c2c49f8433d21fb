package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.List;
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
 * @param addresses whose requests are served
 * @param httpsOnly null where requests in the clear are served
 * @param hsts null where browsers are told nothing
 * @param rewritePath the path that the origin is asked for, or null for that of the request
 * @param modules what the blocks of modules in it came to
 */
public record PolicySettings(
        @Nullable Duration timeout,
        @Nullable Long maxBodyOctets,
        HeaderEdits requestFields,
        HeaderEdits responseFields,
        boolean bufferRequests,
        boolean bufferResponses,
        FailureMode failureMode,
        Addresses addresses,
        @Nullable HttpsOnly httpsOnly,
        @Nullable Hsts hsts,
        @Nullable String rewritePath,
        List<ModuleSettings> modules) {

    /** What a module's block here came to, or null where there is none. */
    public <S extends ModuleSettings> @Nullable S module(Class<S> type) {
        return ModuleSettings.find(modules, type);
    }

    /** Whose requests are served: none of those denied, and where any are allowed, only these. */
    public record Addresses(List<Network> allow, List<Network> deny) {
        public boolean isEmpty() {
            return allow.isEmpty() && deny.isEmpty();
        }
    }

    /**
     * Requests in the clear are sent to https.
     *
     * @param status of the answer
     * @param port to go to
     */
    public record HttpsOnly(int status, int port) {}

    /** Strict-Transport-Security (RFC 6797). */
    public record Hsts(Duration maxAge, boolean includeSubdomains, boolean preload) {}

    /** Whether a request goes on without a step that cannot be done, or is refused. */
    public enum FailureMode {
        OPEN,
        CLOSED
    }
}
