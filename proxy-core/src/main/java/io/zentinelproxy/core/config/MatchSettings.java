package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code matches} of a route. All kinds of condition must hold; several of one kind are alternatives, except headers, which must
 * all hold.
 *
 * @param paths exact paths
 * @param pathPrefixes prefixes that end at a segment boundary: /v2 matches /v2 and /v2/x, not /v2x
 * @param hosts exact host names, lower case, without port
 * @param methods method tokens, case-sensitive (RFC 9110 section 9.1)
 * @param headers conditions on fields
 */
public record MatchSettings(
        List<String> paths,
        List<String> pathPrefixes,
        List<String> hosts,
        List<String> methods,
        List<HeaderMatch> headers) {

    /** A field that must be present and, where value is not null, have exactly this value. The name is lower case. */
    public record HeaderMatch(String name, @Nullable String value) {}
}
