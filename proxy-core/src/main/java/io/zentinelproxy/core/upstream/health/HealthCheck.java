package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Endpoint;

/** Asks an endpoint whether it is well. Stateless; blocks its thread, but not past the time given. */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Returns where all is well.
     *
     * @param until of the sweep's clock
     * @throws CheckFailed where it is not, or cannot be told by then
     */
    void run(Endpoint endpoint, long until) throws CheckFailed;
}
