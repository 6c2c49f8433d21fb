package io.zentinelproxy.core.observe;

/** Somebody who keeps counts and tells them when metrics are read. */
public interface Teller {
    /** Tells them as they are now. Called by whoever reads metrics; must not block or throw. */
    void tell(Figures figures);
}
