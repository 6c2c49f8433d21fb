package io.zentinelproxy.core.upstream.dns;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one name, and until when. One lookup is under way at a time; who needs its answer waits for it. Any thread.
 *
 * @param <T> an address, or a service
 */
final class CachedName<T> {
    /** For how long a name that was asked for is kept fresh. */
    static final long IN_USE = Duration.ofMinutes(10).toNanos();

    /** As long as a client may have to wait for servers before the last answer serves (RFC 8767 section 5). */
    static final Duration PATIENCE = Duration.ofMillis(1800);

    /** After a failure nobody is asked for so long, and twice as long after each further one (RFC 9520 section 3.2). */
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private static final int MAX_PAUSE_DOUBLINGS = 4;

    private static final System.Logger LOG = System.getLogger(CachedName.class.getName());

    private final String name;
    private final Supplier<Answer<T>> lookup;
    private final Supplier<NameTimes> times;
    private final Runner runner;
    private final List<Watch<T>> watches = new CopyOnWriteArrayList<>();

    private volatile Known<T> known = new Known<>(null, null, 0, 0, 0, 0);
    private volatile long usedAt;

    /** Guarded by this, as is the next. */
    private @Nullable CompletableFuture<Known<T>> underWay;

    /** Whether what is under way began before anybody had to wait for it. */
    private boolean ahead;

    /** Runs a lookup on a thread of its own, not too many at once, and keeps the time when the next is due. */
    interface Runner {
        void run(Runnable lookup);

        void dueAt(long time);

        long now();
    }

    /**
     * @param answer of the last lookup; null before the first
     * @param found the last answer that there was something, until a server says there is not
     * @param until when the answer is to be believed no more
     * @param renewAt when the next lookup begins where the name is in use
     * @param staleUntil when what was found does not even serve in want of better
     * @param failures since the last answer
     */
    record Known<T>(
            @Nullable Answer<T> answer,
            @Nullable List<T> found,
            long until,
            long renewAt,
            long staleUntil,
            int failures) {

        boolean isFresh(long now) {
            return answer != null && now - until < 0;
        }

        /** What was found and still serves. */
        @Nullable
        List<T> usable(long now) {
            return found != null && now - staleUntil < 0 ? found : null;
        }
    }

    CachedName(String name, Supplier<Answer<T>> lookup, Supplier<NameTimes> times, Runner runner) {
        this.name = name;
        this.lookup = lookup;
        this.times = times;
        this.runner = runner;
        usedAt = runner.now();
    }

    String name() {
        return name;
    }

    Known<T> known() {
        return known;
    }

    /** Notes that somebody asks for it. */
    void use() {
        usedAt = runner.now();
    }

    long usedAt() {
        return usedAt;
    }

    void add(Watch<T> watch) {
        watches.add(watch);
    }

    void remove(Watch<T> watch) {
        watches.remove(watch);
    }

    boolean isWatched() {
        return !watches.isEmpty();
    }

    boolean isInUse(long now) {
        return isWatched() || now - usedAt < IN_USE;
    }

    /** Whether nobody wants to know of it any more. */
    boolean isDead(long now) {
        Known<T> last = known;
        return !isInUse(now) && !last.isFresh(now) && last.usable(now) == null;
    }

    /** Whether a lookup of this name is under way that began in time, so that who asks need not wait for it. */
    synchronized boolean isBeingRenewed() {
        return underWay != null && ahead;
    }

    /** Begins a lookup that nobody waits for, unless one is under way. */
    synchronized void renew() {
        if (underWay == null) {
            ahead = true;
            begin();
        }
    }

    /** Begins a lookup, or joins the one under way; one that has ended since the caller looked will do. */
    synchronized CompletableFuture<Known<T>> ask() {
        CompletableFuture<Known<T>> there = underWay;
        if (there != null) {
            return there;
        }
        if (known.isFresh(runner.now())) {
            return CompletableFuture.completedFuture(known);
        }
        ahead = false;
        return begin();
    }

    private CompletableFuture<Known<T>> begin() {
        CompletableFuture<Known<T>> mine = new CompletableFuture<>();
        underWay = mine;
        runner.run(() -> look(mine));
        return mine;
    }

    private void look(CompletableFuture<Known<T>> mine) {
        Answer<T> answer;
        try {
            answer = lookup.get();
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the lookup of " + name + " failed", defect);
            answer = new Answer.Failed<>(DnsResult.MALFORMED);
        }
        Known<T> now = after(answer);
        List<Watch<T>> waiting;
        synchronized (this) {
            known = now;
            underWay = null;
            // Who comes from now on asks anew, and is not told of this one as well.
            waiting = List.copyOf(watches);
        }
        runner.dueAt(now.renewAt());
        mine.complete(now);
        for (Watch<T> watch : waiting) {
            watch.tell(answer);
        }
    }

    private Known<T> after(Answer<T> answer) {
        Known<T> before = known;
        long now = runner.now();
        return switch (answer) {
            case Answer.Found<T> found -> {
                long lives = times.get().positive(found.ttl());
                yield new Known<>(
                        answer,
                        found.values(),
                        now + lives,
                        now + Math.min(ahead(lives), refresh()),
                        now + lives + times.get().stale(),
                        0);
            }
            case Answer.None<T> none -> {
                long lives = times.get().negative(none.ttl());
                yield new Known<>(answer, null, now + lives, now + Math.min(lives, refresh()), now, 0);
            }
            case Answer.Failed<T> failed -> {
                long pause = PAUSE << Math.min(before.failures, MAX_PAUSE_DOUBLINGS);
                // The next lookup is under way before the pause counts as over: nobody has to wait for it.
                yield new Known<>(
                        answer, before.found, now + 2 * pause, now + pause, before.staleUntil, before.failures + 1);
            }
        };
    }

    /** Before the time is over, by a tenth or two of it: names that were looked up together are not renewed together. */
    private static long ahead(long lives) {
        return (long) (lives * (0.8 + ThreadLocalRandom.current().nextDouble() / 10));
    }

    private long refresh() {
        return watches.stream().mapToLong(Watch::refresh).min().orElse(Long.MAX_VALUE);
    }
}
