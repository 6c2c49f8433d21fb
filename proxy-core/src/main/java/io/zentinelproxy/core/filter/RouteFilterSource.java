package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import java.io.IOException;

/** A module that has filters on routes: it makes them from what its blocks say. */
public interface RouteFilterSource {
    /**
     * Called once for each route of a configuration, before it is put into force; for each reload anew. Then either {@link #enforced}
     * follows or {@link #abandoned}.
     *
     * @throws IOException when what a filter needs cannot be loaded; the message says what. Then nothing is served
     */
    RouteSteps stepsOf(RouteSettings route, Configuration configuration) throws IOException;

    /** The filters given out last are in force, and no others. */
    default void enforced() {}

    /** The filters given out last will not be asked: those before them stay in force. */
    default void abandoned() {}
}
