package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.Nullable;

/** The places that one exchange holds, among all requests under way and among those of its route. Belongs to the exchange's thread. */
public final class HeldPlaces {
    private @Nullable RequestPlaces amongAll;
    private @Nullable RequestPlaces onRoute;

    /** Takes a place among all requests until {@link #leave}, or returns false. */
    public boolean enter(RequestPlaces all) {
        if (!all.isLimited()) {
            return true;
        }
        boolean entered = all.take();
        amongAll = entered ? all : null;
        return entered;
    }

    /** Takes a place among the requests of a route until {@link #leave}, or returns false. */
    public boolean enterRoute(RequestPlaces route) {
        if (!route.isLimited()) {
            return true;
        }
        boolean entered = route.take();
        onRoute = entered ? route : null;
        return entered;
    }

    /** Gives back what is held. */
    public void leave() {
        if (onRoute != null) {
            onRoute.give();
            onRoute = null;
        }
        if (amongAll != null) {
            amongAll.give();
            amongAll = null;
        }
    }
}
