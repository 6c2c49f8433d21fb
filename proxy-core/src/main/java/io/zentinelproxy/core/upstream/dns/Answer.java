package io.zentinelproxy.core.upstream.dns;

import java.time.Duration;
import java.util.List;

/**
 * What became of a question, all its tries together.
 *
 * @param <T> an address, or a service
 */
public sealed interface Answer<T> {
    /**
     * There is something, at least one.
     *
     * @param ttl the shortest of the records that led here
     */
    record Found<T>(List<T> values, Duration ttl) implements Answer<T> {}

    /**
     * For certain there is nothing.
     *
     * @param why NO_SUCH_NAME or NO_RECORDS
     * @param ttl how long the zone says that this may be believed (RFC 2308 section 5)
     */
    record None<T>(DnsResult why, Duration ttl) implements Answer<T> {}

    /** Nobody knows: no server said anything that can be used. */
    record Failed<T>(DnsResult why) implements Answer<T> {}
}
