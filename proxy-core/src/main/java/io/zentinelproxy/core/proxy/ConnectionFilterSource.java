package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.net.ConnectionFilter;
import java.io.IOException;
import java.util.List;

/** A module that decides on connections: it makes the filters of a listener from what its blocks there say. */
public interface ConnectionFilterSource {
    /**
     * Called once for each listener of a configuration, before it is put into force; for each reload anew. Then either {@link #enforced}
     * follows or {@link #abandoned}.
     *
     * @return the filters in their order, none where the listener asks for none: that costs its connections nothing
     * @throws IOException when what a filter needs cannot be loaded; the message says what. Then nothing is served
     */
    List<ConnectionFilter> filtersOf(ListenerSettings listener) throws IOException;

    /** The filters given out last are in force, and no others. */
    default void enforced() {}

    /** The filters given out last will not be asked: those before them stay in force. */
    default void abandoned() {}
}
