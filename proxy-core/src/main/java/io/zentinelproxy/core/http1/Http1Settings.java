package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.uri.PathLeniency;
import java.time.Duration;

/**
 * What a listener lets its clients do.
 *
 * @param maxHeadOctets request line and field section together
 * @param maxFieldCount field lines in a section
 * @param maxBodyOctets content of a request, after chunked decoding
 * @param headTimeout from the first octet of a head, or from accept, to its end; how long content may keep us waiting; how long an answer may wait
 *     to be taken
 * @param keepAliveTimeout how long a connection may idle between two requests
 * @param keepAliveMaxRequests requests served on one connection; 0 means no limit
 * @param allowHalfClose whether a client that ended its sending side still wants its answer
 * @param maxFieldNameOctets name of a field line
 * @param maxFieldValueOctets value of a field line, without the blanks around it
 * @param requestPace how slow a client may be with the content of a request
 * @param responsePace how slow a client may be to take an answer
 * @param leniency what paths may hold beyond what has one meaning
 */
public record Http1Settings(
        int maxHeadOctets,
        int maxFieldCount,
        long maxBodyOctets,
        Duration headTimeout,
        Duration keepAliveTimeout,
        int keepAliveMaxRequests,
        boolean allowHalfClose,
        int maxFieldNameOctets,
        int maxFieldValueOctets,
        Pace requestPace,
        Pace responsePace,
        PathLeniency leniency) {
    SectionLimits head() {
        return new SectionLimits(maxHeadOctets, maxFieldCount, maxFieldNameOctets, maxFieldValueOctets);
    }
}
