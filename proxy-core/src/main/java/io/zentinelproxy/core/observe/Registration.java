package io.zentinelproxy.core.observe;

/** Something registered, until it is closed. */
public interface Registration extends AutoCloseable {
    /** Takes it out; more than once does nothing more. */
    @Override
    void close();
}
