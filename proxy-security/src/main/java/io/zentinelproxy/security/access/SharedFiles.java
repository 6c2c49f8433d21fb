package io.zentinelproxy.security.access;

import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.Reloaded;
import io.zentinelproxy.security.file.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What filters name alike is kept, looked after and read again once. Filled by one thread, then only read. */
final class SharedFiles<T> {
    /** How often what has no setting for it is looked at. */
    static final Duration LOOK = Duration.ofSeconds(1);

    private final Map<Use, Reloaded<T>> uses = new HashMap<>();
    private final Map<String, LongAdder> failures = new HashMap<>();
    private final Map<String, LongAdder> failuresBefore;

    /** Files, and how they are looked after. */
    private record Use(Source<?> source, Duration interval, Duration maxStale) {}

    /** Takes what is known of one file. */
    @FunctionalInterface
    interface Taker {
        /** @param file its path; of several lists that belong together, the first */
        void file(String file, long failures, long entries);
    }

    private SharedFiles(Map<String, LongAdder> failuresBefore) {
        this.failuresBefore = failuresBefore;
    }

    static <T> SharedFiles<T> none() {
        return new SharedFiles<>(Map.of());
    }

    /** Those of the next configuration: none yet, and their failures go on from these. */
    SharedFiles<T> next() {
        return new SharedFiles<>(failures);
    }

    Reloaded<T> follow(Loaded<T> first, Duration interval, Duration maxStale, Ticker ticker) {
        String file = nameOf(first.source());
        LongAdder counted = failures.computeIfAbsent(file, name -> failuresBefore.getOrDefault(name, new LongAdder()));
        return uses.computeIfAbsent(
                new Use(first.source(), interval, maxStale),
                use -> new Reloaded<>("filter file " + file, first, interval, maxStale, ticker, counted));
    }

    private static String nameOf(Source<?> source) {
        return source.files().getFirst().toString();
    }

    List<Reloaded<T>> all() {
        return List.copyOf(uses.values());
    }

    /** Tells of each file once, however many use it. */
    void tell(ToLongFunction<T> entries, Taker to) {
        Map<String, Reloaded<T>> byFile = new HashMap<>();
        uses.forEach((use, files) -> byFile.put(nameOf(use.source), files));
        byFile.forEach((file, files) -> to.file(file, files.failures(), entries.applyAsLong(files.value())));
    }
}
