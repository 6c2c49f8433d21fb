package io.zentinelproxy.core.upstream.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names of one kind that are known. They come from the configuration and from discovery, never from clients. Any thread.
 *
 * @param <T> an address, or a service
 */
final class NameCache<T> {
    /** Twice what 10,000 upstreams of two targets need. Where there are more, the one that was not asked for the longest goes. */
    private static final int MAX_NAMES = 40_000;

    private final ConcurrentMap<String, CachedName<T>> names = new ConcurrentHashMap<>();
    private final Function<String, CachedName<T>> making;

    NameCache(Function<String, CachedName<T>> making) {
        this.making = making;
    }

    CachedName<T> of(String name) {
        CachedName<T> there = names.get(name);
        if (there != null) {
            return there;
        }
        if (names.size() >= MAX_NAMES) {
            dropOne();
        }
        return names.computeIfAbsent(name, making);
    }

    private void dropOne() {
        names.values().stream()
                .filter(one -> !one.isWatched())
                .min(Comparator.comparingLong(CachedName::usedAt))
                .ifPresent(one -> removeIf(one, Predicate.not(CachedName::isWatched)));
    }

    /** Has somebody told of every answer for a name, beginning with one that is asked for at once; it is not forgotten meanwhile. */
    Watch<T> watch(String name, @Nullable Duration refresh, Consumer<Answer<T>> told) {
        List<Watch<T>> made = new ArrayList<>(1);
        CachedName<T> watched = names.compute(name, (key, there) -> {
            CachedName<T> kept = there == null ? making.apply(key) : there;
            Watch<T> watch = new Watch<>(kept, refresh, told);
            kept.add(watch);
            made.add(watch);
            return kept;
        });
        watched.renew();
        return made.getFirst();
    }

    /** Looks again while nobody can add a watch. */
    private void removeIf(CachedName<T> one, Predicate<CachedName<T>> unwanted) {
        names.computeIfPresent(one.name(), (key, there) -> unwanted.test(there) ? null : there);
    }

    /** Renews what is due and forgets what is dead. @return when the next is due */
    long look(long now, long never) {
        long next = never;
        for (CachedName<T> one : names.values()) {
            CachedName.Known<T> known = one.known();
            if (one.isDead(now)) {
                removeIf(one, name -> name.isDead(now));
            } else if (one.isInUse(now) && known.answer() != null) {
                if (now - known.renewAt() >= 0) {
                    one.renew();
                } else {
                    next = Math.min(next, known.renewAt());
                }
            }
        }
        return next;
    }

    int size() {
        return names.size();
    }
}
