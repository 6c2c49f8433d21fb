package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.uri.PathLeniency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a listener lets its HTTP/2 clients do.
 *
 * @param maxConcurrentStreams open at once
 * @param streamWindow octets of content that a client may send ahead on one stream
 * @param connectionWindow the same on all streams together
 * @param maxOddEvents points of odd events per minute, see {@link OddEvents}
 * @param streamTimeout how long a stream may last that nothing extends, or null for no limit
 * @param maxHeadOctets decoded field section of a request
 * @param maxFieldCount fields in it, pseudo-fields included
 * @param maxFieldNameOctets of one field
 * @param maxFieldValueOctets of one field
 * @param maxBodyOctets content of a request
 * @param headTimeout for the preface, the rest of a frame or a header block, the acknowledgement of settings, one wait for content and one
 *     for an answer to be taken
 * @param keepAliveTimeout how long a connection may be without streams
 * @param keepAliveMaxRequests requests on one connection; 0 means no limit
 * @param requestPace how slow a client may be with the content of a request
 * @param responsePace how slow a client may be to take an answer
 * @param leniency what paths may hold beyond what has one meaning
 */
public record Http2Settings(
        int maxConcurrentStreams,
        int streamWindow,
        int connectionWindow,
        int maxOddEvents,
        @Nullable Duration streamTimeout,
        int maxHeadOctets,
        int maxFieldCount,
        int maxFieldNameOctets,
        int maxFieldValueOctets,
        long maxBodyOctets,
        Duration headTimeout,
        Duration keepAliveTimeout,
        int keepAliveMaxRequests,
        Pace requestPace,
        Pace responsePace,
        PathLeniency leniency) {}
