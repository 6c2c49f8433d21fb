package io.zentinelproxy.core.config;

import java.time.Duration;

/**
 * What holds for the WebSockets of a route.
 *
 * @param idleTimeout how long nothing may come from either side
 */
public record WebSocketSettings(Duration idleTimeout) {}
