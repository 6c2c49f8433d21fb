package io.zentinelproxy.core.filter;

import org.jspecify.annotations.Nullable;

/**
 * What one filter of a module does on a route; null for what it does not look at. It decides itself what happens where it fails: the
 * route's {@code failure-mode} does not skip it.
 */
public record RouteStep(
        @Nullable RequestFilter request,
        @Nullable ResponseFilter response,
        @Nullable RequestBodyFilter requestBody,
        @Nullable ResponseBodyFilter responseBody) {

    /** One that looks at heads alone. */
    public static RouteStep ofHeads(@Nullable RequestFilter request, @Nullable ResponseFilter response) {
        return new RouteStep(request, response, null, null);
    }
}
