package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.security.access.Access;
import org.jspecify.annotations.Nullable;

/** The filters by country and reputation, made when the first route lists a filter of a module. Belongs to who starts and reloads. */
final class RouteAccess implements RouteFilterSource {
    private @Nullable Access access;
    private @Nullable Metrics metrics;

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) {
        if (access == null && !hasFilterOfModule(route)) {
            return RouteSteps.NONE;
        }
        return access().stepsOf(route, configuration);
    }

    private static boolean hasFilterOfModule(RouteSettings route) {
        for (FilterSettings filter : route.filters()) {
            if (filter instanceof FilterSettings.OfModule) {
                return true;
            }
        }
        return false;
    }

    private Access access() {
        Access there = access;
        if (there == null) {
            there = new Access();
            access = there;
            if (metrics != null) {
                there.tellOf(metrics);
            }
        }
        return there;
    }

    @Override
    public void enforced() {
        if (access != null) {
            access.enforced();
        }
    }

    @Override
    public void abandoned() {
        if (access != null) {
            access.abandoned();
        }
    }

    void tellOf(Metrics of) {
        metrics = of;
        if (access != null) {
            access.tellOf(of);
        }
    }
}
