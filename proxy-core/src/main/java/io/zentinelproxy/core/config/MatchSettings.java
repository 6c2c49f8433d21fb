package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code matches} of a route. All kinds of condition must hold; several of one kind are alternatives, except headers and query
 * parameters, which must all hold.
 *
 * @param paths exact paths
 * @param pathPrefixes prefixes that end at a segment boundary: /v2 matches /v2 and /v2/x, not /v2x
 * @param pathPatterns patterns of which one is found anywhere in the path
 * @param hosts hosts asked for
 * @param methods method tokens, case-sensitive (RFC 9110 section 9.1)
 * @param headers conditions on fields
 * @param queryParams conditions on parameters of the query
 */
public record MatchSettings(
        List<String> paths,
        List<String> pathPrefixes,
        List<LinearPattern> pathPatterns,
        List<HostMatch> hosts,
        List<String> methods,
        List<HeaderMatch> headers,
        List<QueryMatch> queryParams) {

    /** A field that must be present and, where value is not null, have exactly this value. The name is lower case. */
    public record HeaderMatch(String name, @Nullable String value) {}

    /** A parameter that must be present and, where value is not null, have exactly this value; both without percent-encoding. */
    public record QueryMatch(String name, @Nullable String value) {}
}
