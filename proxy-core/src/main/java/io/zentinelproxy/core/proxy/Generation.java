package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ConfigurationFacts;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.LiveNames;
import io.zentinelproxy.core.route.Route;
import java.util.stream.Collectors;

/** One configuration in force: what it was compiled to, and who is told of its exchanges. */
record Generation(
        Configuration configuration, ConfigurationFacts facts, Snapshot snapshot, Hooks hooks, Observers observers) {
    EventLog events() {
        return observers.events();
    }

    void tell(Told.Tellers tellers) {
        snapshot.tell(tellers);
        observers.tell(tellers);
        hooks.tell(tellers);
    }

    LiveNames names() {
        Upstreams upstreams = snapshot.upstreams();
        return new LiveNames(
                snapshot.routes().routes().stream().map(Route::routeId).collect(Collectors.toSet()),
                configuration.listeners().stream().map(one -> one.id()).collect(Collectors.toSet()),
                upstreams::has,
                upstreams::has);
    }

    void close() {
        hooks.close();
        snapshot.upstreams().close();
        observers.close();
    }
}
