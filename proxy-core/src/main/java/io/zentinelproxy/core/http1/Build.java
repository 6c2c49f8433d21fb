package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.bytes.Outlet;

/**
 * How much room an exchange is built with. Those of usual numbers are kept and used again, with room enough for most messages as a
 * whole. Ten thousand that are stuck with an octet or two must not have as much, so those beyond the usual number begin small.
 */
enum Build {
    KEPT(Inlet.DEFAULT_CAPACITY, Outlet.DEFAULT_CAPACITY),
    LEAN(Inlet.LEAN_CAPACITY, Outlet.LEAN_CAPACITY);

    private final int inlet;
    private final int outlet;

    Build(int inlet, int outlet) {
        this.inlet = inlet;
        this.outlet = outlet;
    }

    int inlet() {
        return inlet;
    }

    int outlet() {
        return outlet;
    }
}
