package io.zentinelproxy.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an upstream chooses among its targets: one of the algorithms, with its parameters. */
public sealed interface BalancingSettings {
    /** Each in turn, as often as its weight says. */
    record RoundRobin() implements BalancingSettings {}

    /** Any, as likely as its weight says. */
    record Random() implements BalancingSettings {}

    /**
     * The one with the fewest requests under way.
     *
     * @param weighted whether for its weight
     */
    record LeastConnections(boolean weighted) implements BalancingSettings {}

    /**
     * The least busy of a few that are drawn.
     *
     * @param choices how many are drawn, at least 2
     */
    record PowerOfChoices(int choices) implements BalancingSettings {}

    /**
     * The one that will answer sooner of two that are drawn.
     *
     * @param decay how long an answer's time is remembered
     */
    record PeakEwma(Duration decay) implements BalancingSettings {}

    /**
     * Each in turn, the more often the better it does.
     *
     * @param errorThreshold share of failures from which on a target gets less than its weight says
     * @param latencyThreshold time to the head of an answer from which on it gets less
     * @param interval between two scores
     * @param minRequests of a target, before it is scored
     * @param minWeight percent of its weight that it keeps at least
     * @param maxWeight percent of its weight that it gets at most
     */
    record Adaptive(
            double errorThreshold,
            Duration latencyThreshold,
            Duration interval,
            int minRequests,
            int minWeight,
            int maxWeight)
            implements BalancingSettings {}

    /**
     * The same for all requests of a client.
     *
     * @param ipv4Prefix leading bits of an IPv4 address that tell clients apart
     * @param ipv6Prefix the same of an IPv6 address
     */
    record IpHash(int ipv4Prefix, int ipv6Prefix) implements BalancingSettings {}

    /**
     * The same for all requests of a key, unless it has too much to do.
     *
     * @param virtualNodes places on the ring of a target of weight 1
     * @param loadFactor how much more than the average a target may have to do, above 1
     */
    record ConsistentHash(HashKey key, int virtualNodes, double loadFactor) implements BalancingSettings {}

    /**
     * The same for all requests of a key.
     *
     * @param tableSize places in the table, a prime
     */
    record Maglev(HashKey key, int tableSize) implements BalancingSettings {}

    /**
     * One of our own zone, as long as there are some.
     *
     * @param zone our own, or null where the environment tells
     * @param minHealthy targets of our zone that must be usable
     * @param inner how one of our zone is chosen
     * @param fallback how one of any zone is chosen where too few are usable; null where the request is refused then
     */
    record LocalityAware(
            @Nullable String zone,
            int minHealthy,
            BalancingSettings inner,
            @Nullable BalancingSettings fallback) implements BalancingSettings {}

    /**
     * One of a few targets that this proxy keeps to.
     *
     * @param size how many they are
     * @param proxyId who this proxy is, or null for the name of its host
     * @param inner how one of them is chosen
     */
    record DeterministicSubset(int size, @Nullable String proxyId, BalancingSettings inner)
            implements BalancingSettings {}

    /** The one that will have done what it was given first, by the tokens that it takes. */
    record LeastTokensQueued() implements BalancingSettings {}

    /**
     * The one that a cookie of the client's names.
     *
     * @param fallback how one is chosen for a client that has none
     * @param secret what cookies are signed with, or null for a key that no other process has
     */
    record Sticky(
            Cookie cookie,
            BalancingSettings fallback,
            @Nullable SecretText secret) implements BalancingSettings {}

    /**
     * @param ttl how long it lives; zero: as long as the browser runs
     * @param secure whether it is sent over TLS only
     */
    record Cookie(String name, Duration ttl, String path, boolean secure, SameSite sameSite) {}

    /** Whether other sites' requests carry a cookie. */
    enum SameSite {
        STRICT("Strict"),
        LAX("Lax"),
        NONE("None");

        private final String word;

        SameSite(String word) {
            this.word = word;
        }

        /** As Set-Cookie has it. */
        public String word() {
            return word;
        }
    }
}
