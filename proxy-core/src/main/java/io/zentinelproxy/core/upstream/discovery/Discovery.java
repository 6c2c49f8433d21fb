package io.zentinelproxy.core.upstream.discovery;

import io.zentinelproxy.core.config.DiscoverySettings;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.dns.Answer;
import io.zentinelproxy.core.upstream.dns.Resolver;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the targets of one upstream for as long as it serves. It begins with those that are written and those that are known at once,
 * out of a file or from before a reload; no start waits for DNS.
 */
public final class Discovery implements AutoCloseable {
    private final DiscoverySettings settings;
    private final TargetSet targets;
    private final Source source;

    /** Where targets come from. */
    private interface Source {
        void close();
    }

    private Discovery(DiscoverySettings settings, TargetSet targets, Source source) {
        this.settings = settings;
        this.targets = targets;
        this.source = source;
    }

    /**
     * Begins.
     *
     * @param to told of all targets, those that are written included, whenever they are others; by one thread at a time
     * @return null where the upstream discovers nothing
     */
    public static @Nullable Discovery start(
            UpstreamSettings upstream, Resolver resolver, Sweep sweep, Consumer<List<Target>> to) {
        DiscoverySettings settings = upstream.discovery();
        if (settings == null) {
            return null;
        }
        TargetSet targets = new TargetSet(upstream.id(), upstream.targets(), settings.bounds(), to, sweep::now);
        Source source = switch (settings) {
            case DiscoverySettings.Dns dns ->
                resolver.watchAddresses(
                        dns.hostname(),
                        dns.refresh(),
                        answer -> take(answer, found -> addresses(found, dns.port()), dns.hostname(), targets))::close;
            case DiscoverySettings.Srv srv ->
                resolver.watchServices(
                                srv.service(),
                                srv.refresh(),
                                answer -> take(answer, Services::targets, srv.service(), targets))::close;
            case DiscoverySettings.File file -> FileSource.start(file, targets, sweep)::close;
        };
        return new Discovery(settings, targets, source);
    }

    private static <T> void take(
            Answer<T> answer, Function<List<T>, List<Target>> reading, String name, TargetSet targets) {
        String from = "DNS of " + name;
        switch (answer) {
            case Answer.Found<T> found -> targets.found(reading.apply(found.values()), from);
            case Answer.None<T> none -> targets.found(List.of(), from);
            case Answer.Failed<T> failed ->
                targets.failed(
                        DiscoveryFailure.NO_ANSWER,
                        from + " is not answered, " + failed.why().word());
        }
    }

    /** In an order of their own: servers change theirs with each answer. */
    private static List<Target> addresses(List<InetAddress> found, int port) {
        return found.stream()
                .map(address -> Target.of(new OriginAddress.Tcp(address.getHostAddress(), port), 1))
                .sorted(Comparator.comparing(target -> target.address().name()))
                .toList();
    }

    /**
     * Goes on with the targets that the discovery before has found, where this one has found none yet: a file or a server that cannot be asked for
     * now is no reason to be without. Does nothing where they come from elsewhere.
     */
    public void succeed(Discovery before) {
        if (isFromWhere(before.settings)) {
            targets.succeed(before.targets);
        }
    }

    private boolean isFromWhere(DiscoverySettings other) {
        return switch (settings) {
            case DiscoverySettings.Dns mine ->
                other instanceof DiscoverySettings.Dns theirs
                        && mine.hostname().equalsIgnoreCase(theirs.hostname())
                        && mine.port() == theirs.port();
            case DiscoverySettings.Srv mine ->
                other instanceof DiscoverySettings.Srv theirs && mine.service().equalsIgnoreCase(theirs.service());
            case DiscoverySettings.File mine ->
                other instanceof DiscoverySettings.File theirs && mine.path().equals(theirs.path());
        };
    }

    /** Targets now, those that are written included. */
    public int targets() {
        return targets.size();
    }

    /** Times that others took their place. */
    public long updates() {
        return targets.updates();
    }

    /** Answers and files that changed nothing for this reason. */
    public long failures(DiscoveryFailure why) {
        return targets.failures(why);
    }

    /** Looks no more; the targets stay. */
    @Override
    public void close() {
        source.close();
    }
}
