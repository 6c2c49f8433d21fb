package io.zentinelproxy.core.observe;

import java.util.function.BooleanSupplier;

/** Something registered, until it is closed. */
public interface Registration extends AutoCloseable {
    /** Takes it out; more than once does nothing more. */
    @Override
    void close();

    /**
     * Takes it out once it is over, which is looked at whenever metrics are read or the configuration is reloaded.
     *
     * @param isOver must not block or throw
     */
    void closeWhen(BooleanSupplier isOver);
}
