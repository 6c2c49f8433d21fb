package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.UpstreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of HTTP/2 to one endpoint on which streams may be opened, in the order in which they were made. Guarded by their pool. */
final class SharedConnections {
    private final UpstreamSettings.ConnectionPool settings;
    private final Predicate<OriginConnection> current;
    private final List<SharedConnection> all = new ArrayList<>();

    /** @param current whether a new connection would be made by the same files as this one was */
    SharedConnections(UpstreamSettings.ConnectionPool settings, Predicate<OriginConnection> current) {
        this.settings = settings;
        this.current = current;
    }

    void add(SharedConnection made) {
        all.add(made);
    }

    /** Returns whether it was there. */
    boolean remove(SharedConnection one) {
        return all.remove(one);
    }

    boolean has(SharedConnection one) {
        return all.contains(one);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** The first with a place for one more stream, or null: so those behind it can grow old. */
    @Nullable
    SharedConnection withRoom(long now) {
        for (SharedConnection one : all) {
            if (one.hasRoom() && !isExpired(one, now)) {
                return one;
            }
        }
        return null;
    }

    /** Those without a stream. */
    int idle() {
        int idle = 0;
        for (SharedConnection one : all) {
            idle += one.isIdle() ? 1 : 0;
        }
        return idle;
    }

    /** Requests under way on all of them. */
    int streams() {
        int streams = 0;
        for (SharedConnection one : all) {
            streams += one.lent();
        }
        return streams;
    }

    /** Takes those out that get no stream any more. */
    List<SharedConnection> removeExpired(long now) {
        return remove(one -> isExpired(one, now));
    }

    List<SharedConnection> removeIdle() {
        return remove(SharedConnection::isIdle);
    }

    private List<SharedConnection> remove(Predicate<SharedConnection> which) {
        List<SharedConnection> removed = new ArrayList<>();
        all.removeIf(one -> which.test(one) && removed.add(one));
        return removed;
    }

    private boolean isExpired(SharedConnection one, long now) {
        Duration lifetime = settings.maxLifetime();
        return !current.test(one.below())
                || one.isIdle()
                        && now - one.idleSince() > settings.idleTimeout().toNanos()
                || lifetime != null && now - one.below().since() > lifetime.toNanos();
    }
}
