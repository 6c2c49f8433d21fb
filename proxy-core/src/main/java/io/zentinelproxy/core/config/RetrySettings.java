package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code retry-policy} of a route.
 *
 * @param maxAttempts times that one request is sent to an upstream, the first included
 * @param total from the first try to the head of the answer that is passed on, waits between tries included
 * @param perTry from the beginning of one try to the head of its answer; null for no limit besides the upstream's own
 * @param backoffBase the longest wait before the second try; it doubles with each further one
 * @param backoffMax the longest wait before any
 * @param statuses of answers that are thrown away for another try
 * @param conditions what else is tried again
 * @param nonIdempotent whether requests are repeated that an origin may have acted on and that are not safe to do twice
 * @param replayOctets of a request's content that are kept while it is sent, so that it can be sent again
 * @param budgetPercent retries per hundred requests, at most
 * @param minRetriesPerSecond retries that are allowed besides
 */
public record RetrySettings(
        int maxAttempts,
        Duration total,
        @Nullable Duration perTry,
        Duration backoffBase,
        Duration backoffMax,
        List<Integer> statuses,
        List<Condition> conditions,
        boolean nonIdempotent,
        int replayOctets,
        double budgetPercent,
        int minRetriesPerSecond) {

    /** What can be the matter with a try. */
    public enum Condition {
        /** No connection came about, or none was free: the origin has seen nothing of the request. */
        CONNECT_FAILURE,
        /** The origin has refused the stream, RFC 9113 section 8.7: it did nothing. */
        REFUSED_STREAM,
        /** The origin broke off before its answer began. */
        RESET,
        /** No answer began in time. */
        TIMEOUT,
        /** What came was no answer. */
        INVALID_RESPONSE,
        /** A status of 500 or above. */
        SERVER_ERROR,
        /** An answer of gRPC that is nothing but the status UNAVAILABLE. */
        GRPC_UNAVAILABLE
    }
}
