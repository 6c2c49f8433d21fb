package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.ProcessKey;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.upstream.health.CheckRoom;

/**
 * What upstreams may have of the process.
 *
 * @param maxIdle idle connections to all targets of one upstream together; 0 means no limit
 * @param waiting where requests of all upstreams wait for a connection
 * @param held octets held for peers
 * @param checks where health checks of all upstreams find a place
 * @param events who is told when targets go and come
 * @param key signs what clients are given, where no secret is configured
 */
public record UpstreamBounds(
        int maxIdle, WaitingRoom waiting, HoldBudget held, CheckRoom checks, ProxyEvents events, ProcessKey key) {

    /**
     * Idle connections that one target of an upstream may keep. Equal shares need no count over all targets, which every request
     * would change twice, and a target that is not asked cannot keep the room of one that is.
     */
    int idleShare(int number, int targets) {
        if (maxIdle == 0) {
            return Integer.MAX_VALUE;
        }
        return maxIdle / targets + (number < maxIdle % targets ? 1 : 0);
    }
}
