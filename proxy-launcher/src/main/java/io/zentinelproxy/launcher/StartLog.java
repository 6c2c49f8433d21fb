package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ServiceSettings;
import java.lang.System.Logger.Level;
import java.util.stream.Collectors;

/** What a start has before it, for who asked with {@code --verbose}. */
final class StartLog {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private StartLog() {}

    static void write(Configuration configuration) {
        if (!LOG.isLoggable(Level.DEBUG)) {
            return;
        }
        LOG.log(Level.DEBUG, "configuration has " + Summary.of(configuration));
        configuration
                .listeners()
                .forEach(one -> LOG.log(
                        Level.DEBUG, "listener " + one.id() + " will bind " + RunningServer.text(one.address())));
        configuration
                .routes()
                .forEach(one -> LOG.log(
                        Level.DEBUG,
                        "route " + one.id() + ", priority " + one.priority() + ", leads to "
                                + destination(one.service())));
        configuration
                .upstreams()
                .forEach(one -> LOG.log(
                        Level.DEBUG,
                        "upstream " + one.id() + " has "
                                + one.targets().stream()
                                        .map(target -> target.address().name())
                                        .collect(Collectors.joining(" "))
                                + (one.discovery() == null ? "" : ", and discovers more")));
    }

    private static String destination(ServiceSettings service) {
        return switch (service) {
            case ServiceSettings.Forward forward -> "upstream " + forward.upstream();
            case ServiceSettings.Builtin builtin -> "the builtin handler " + builtin.handler();
        };
    }
}
