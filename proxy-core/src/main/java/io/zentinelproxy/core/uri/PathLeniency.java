package io.zentinelproxy.core.uri;

/**
 * What is let through although origins disagree on what it means; each is a way around a guarded route for an origin that reads it in another
 * way than we do. Encoded controls, NUL among them, are never let through.
 *
 * @param encodedSlash {@code %2F} stays as it is and ends no segment (RFC 3986 section 2.2)
 * @param encodedBackslash {@code %5C} stays as it is and ends no segment (RFC 3986 section 2.2)
 * @param nonUtf8 encoded octets that are no UTF-8 stay as they are (RFC 3986 section 2.5)
 * @param emptySegments two slashes in a row stay (RFC 3986 section 3.3)
 * @param parametersInNames {@code ;} and what follows it is part of a segment's name (RFC 3986 section 3.3 leaves that to the origin)
 */
public record PathLeniency(
        boolean encodedSlash,
        boolean encodedBackslash,
        boolean nonUtf8,
        boolean emptySegments,
        boolean parametersInNames) {
    public static final PathLeniency NONE = new PathLeniency(false, false, false, false, false);
}
