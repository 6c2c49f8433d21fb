package io.zentinelproxy.security.quota;

import java.io.IOException;

/** Where limiters are counted. Equal ones are one store, over all limiters of a process and over reloads: a record. */
public interface StoreSettings {
    /** As {@code backend} names its kind; in logs and metrics. */
    String kind();

    /**
     * Opens it. A store that cannot be reached is opened all the same, and says so in the log; it is asked again later.
     *
     * @throws IOException where it can never work as it is configured: a wrong password, a file that cannot be read
     */
    LimitStore open() throws IOException;

    /** What is done while it cannot be asked. */
    Fallback fallback();

    /** What is done with requests while their store cannot be asked. */
    enum Fallback {
        /** They are counted in this process, by the same limits. */
        LOCAL,
        /** They go on. */
        OPEN,
        /** They are refused. */
        CLOSED
    }
}
