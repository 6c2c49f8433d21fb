package io.zentinelproxy.core.upstream.discovery;

import io.zentinelproxy.core.config.DiscoverySettings;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import io.zentinelproxy.core.observe.BoundedLog;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one upstream: those that are written, which always stay, and those that were found last. Goes over to others only
 * where they are others, so that who stays notices nothing. Any thread.
 */
final class TargetSet {
    /** Addresses that one line of the log names. */
    private static final int MAX_NAMED = 10;

    private final List<Target> written;
    private final DiscoverySettings.Bounds bounds;
    private final Consumer<List<Target>> to;
    private final BoundedLog log;
    private final LongAdder updates = new LongAdder();
    private final Map<DiscoveryFailure, LongAdder> failures = new EnumMap<>(DiscoveryFailure.class);

    /** Guarded by this, as is the next. */
    private Map<OriginAddress, Target> now;

    /** What was found last, or before a reload; null as long as nothing was. */
    private @Nullable List<Target> found;

    /** What went wrong last, as long as it does. */
    private @Nullable String complaint;

    TargetSet(
            String upstream,
            List<Target> written,
            DiscoverySettings.Bounds bounds,
            Consumer<List<Target>> to,
            LongSupplier clock) {
        this.written = written;
        this.bounds = bounds;
        this.to = to;
        log = new BoundedLog(System.getLogger(Discovery.class.getName()), "upstream " + upstream + ": ", clock);
        now = byAddress(List.of());
        for (DiscoveryFailure failure : DiscoveryFailure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    /** The first of each address: those that are written, then those found. */
    private Map<OriginAddress, Target> byAddress(List<Target> found) {
        Map<OriginAddress, Target> all = new LinkedHashMap<>();
        written.forEach(target -> all.putIfAbsent(target.address(), target));
        found.forEach(target -> all.putIfAbsent(target.address(), target));
        return all;
    }

    /**
     * Goes over to what was found.
     *
     * @param from where, for the log
     */
    synchronized void found(List<Target> targets, String from) {
        if (targets.isEmpty() && bounds.onEmpty() == DiscoverySettings.OnEmpty.KEEP) {
            failed(DiscoveryFailure.EMPTY, from + " has no target");
            return;
        }
        Map<OriginAddress, Target> next = byAddress(targets);
        if (next.size() - written.size() > bounds.maxTargets()) {
            failed(
                    DiscoveryFailure.TOO_MANY,
                    from + " has " + targets.size() + " targets, more than `max-targets` " + bounds.maxTargets());
            return;
        }
        if (complaint != null) {
            complaint = null;
            log.info(from + " is well again");
        }
        found = targets;
        if (!List.copyOf(next.values()).equals(List.copyOf(now.values()))) {
            tell(next, from);
            now = next;
            updates.increment();
            to.accept(List.copyOf(next.values()));
        }
    }

    /** Goes on with what another found, where nothing was found here yet: the source may not answer just then. */
    void succeed(TargetSet before) {
        List<Target> known = before.found();
        if (known != null) {
            goOnWith(known);
        }
    }

    private synchronized @Nullable List<Target> found() {
        return found;
    }

    private synchronized void goOnWith(List<Target> known) {
        Map<OriginAddress, Target> next = byAddress(known);
        if (found == null && next.size() - written.size() <= bounds.maxTargets()) {
            found = known;
            now = next;
            to.accept(List.copyOf(next.values()));
        }
    }

    private void tell(Map<OriginAddress, Target> next, String from) {
        String come = named(next.values(), now);
        String gone = named(now.values(), next);
        String line = (come.isEmpty() ? "" : "come " + come + "; ")
                + (gone.isEmpty() ? "" : "gone " + gone + "; ")
                + "targets now: " + next.size() + ", by " + from;
        if (next.isEmpty()) {
            log.warn(line + "; requests are answered 503");
        } else {
            log.info(line);
        }
    }

    private static String named(Collection<Target> of, Map<OriginAddress, Target> without) {
        List<String> names = of.stream()
                .map(Target::address)
                .filter(address -> !without.containsKey(address))
                .map(OriginAddress::name)
                .toList();
        String shown = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
        return names.size() <= MAX_NAMED ? shown : shown + " and " + (names.size() - MAX_NAMED) + " more";
    }

    /** Nothing changes. It is told once for as long as it goes on. */
    synchronized void failed(DiscoveryFailure why, String complains) {
        Objects.requireNonNull(failures.get(why)).increment();
        if (!complains.equals(complaint)) {
            complaint = complains;
            log.warn(complains
                    + (now.isEmpty()
                            ? "; there are no targets yet, requests are answered 503"
                            : "; the targets before stay: " + now.size()));
        }
    }

    synchronized int size() {
        return now.size();
    }

    long updates() {
        return updates.sum();
    }

    long failures(DiscoveryFailure why) {
        return Objects.requireNonNull(failures.get(why)).sum();
    }
}
