package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ErrorPages;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.filter.ContentStep;
import io.zentinelproxy.core.filter.FaultVoice;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the walk needs to know of a route, decided when the configuration loads.
 *
 * @param filters what its requests and answers pass
 * @param service who answers
 * @param errorPages how its errors are told
 * @param maxBodyOctets content of a request
 * @param holding what is held until it is complete
 * @param webSockets its tunnels, or null where none is opened
 * @param places its requests under way
 * @param shadow who gets a copy of them, or null for nobody
 * @param content what reads their content before it is decided where they go, or null
 * @param voice who tells its faults before its error pages do, or null
 */
record RoutePlan(
        Route route,
        FilterChain filters,
        RouteService service,
        ErrorPages errorPages,
        long maxBodyOctets,
        Holding holding,
        @Nullable WebSocketRoute webSockets,
        RequestPlaces places,
        @Nullable Shadow shadow,
        @Nullable ContentStep content,
        @Nullable FaultVoice voice) {

    /**
     * Which content is held in memory until it is complete.
     *
     * @param maxOctets of one message
     * @param open whether content that does not fit goes on as it comes, or is refused
     */
    record Holding(boolean requests, boolean responses, int maxOctets, boolean open) {
        static Holding of(PolicySettings policies, int maxOctets) {
            return new Holding(
                    policies.bufferRequests(),
                    policies.bufferResponses(),
                    maxOctets,
                    policies.failureMode() == PolicySettings.FailureMode.OPEN);
        }
    }
}
