package io.zentinelproxy.core.observe;

/**
 * Who is told of what happens to the proxy. Called by any thread, often one that serves a request: must not block, throw, or keep more
 * than its bound.
 */
@FunctionalInterface
public interface ProxyEvents {
    /** Nobody. */
    ProxyEvents NONE = event -> {};

    /** Says that it has just happened. */
    void tell(ProxyEvent event);
}
