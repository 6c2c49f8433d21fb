package io.zentinelproxy.core.route;

import io.zentinelproxy.core.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A route as facts: what log and metrics say of it.
 *
 * @param number its position in the configuration
 */
public record Route(int number, String routeId, @Nullable String upstreamId) implements Exchange.RouteFacts {}
