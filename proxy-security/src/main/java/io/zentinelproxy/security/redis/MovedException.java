package io.zentinelproxy.security.redis;

import redis.clients.jedis.HostAndPort;

/** Another server of the cluster has this key. */
final class MovedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient HostAndPort to;
    private final boolean forGood;

    /** @param forGood or only for this question, while the key is on its way */
    MovedException(HostAndPort to, boolean forGood) {
        super("moved", null, false, false);
        this.to = to;
        this.forGood = forGood;
    }

    HostAndPort to() {
        return to;
    }

    boolean isForGood() {
        return forGood;
    }
}
