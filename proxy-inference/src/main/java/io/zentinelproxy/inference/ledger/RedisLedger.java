package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import io.zentinelproxy.inference.ledger.Decision.Standing;
import io.zentinelproxy.inference.ledger.Decision.Why;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Books that many machines share in Redis: one question for a decision, one for its end. An end that could not be said is said again until
 * it can, by a thread of the ledger; a mark in Redis keeps it from counting twice. Any thread.
 */
public final class RedisLedger implements Ledger {
    /** Ends that wait for Redis to answer again; further ones are lost, and counted as such. */
    static final int MOST_WAITING = 10_000;

    /** For which it is known that a reservation has ended, and so for which an end is said again. */
    static final Duration MARK = Duration.ofHours(1);

    /** Entries that are kept, about. */
    public static final long MOST_ENTRIES = 1_000_000;

    /** How long the end of the process waits for Redis to hear what is left. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final System.Logger LOG = System.getLogger(RedisLedger.class.getName());

    private static final int BEFORE_STANDINGS = 2;
    private static final int LOOK_ANSWERS = 5;

    /** Holders of one limit that are remembered, to be looked at. */
    private static final int MOST_SEEN = 1000;

    private static final int LOOKED_AT_ONCE = 50;

    /** @param millis the time, or 0 for that of Redis, which is what all machines have in common */
    private record Settings(String prefix, Duration lease, LedgerClock millis) {}

    /** An end that was not said. */
    private record Waiting(List<Claim> claims, LedgerQuestion question, long sinceNanos) {}

    private final ScriptStore store;
    private final Settings settings;
    private final Alerts alerts;
    private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final AtomicLong numbers = new AtomicLong();
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    private final LongAdder open = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final ReentrantLock recentLock = new ReentrantLock();
    private final RecentEntries recent = new RecentEntries();
    private final Thread repeater;
    private volatile boolean closed;

    private RedisLedger(ScriptStore store, Settings settings, Alerts alerts) {
        this.store = store;
        this.settings = settings;
        this.alerts = alerts;
        repeater = Thread.ofVirtual().name("zentinel-ledger").start(this::repeat);
    }

    /**
     * Closes the store when it is closed.
     *
     * @param store that was told {@link LedgerScripts#ALL}
     * @param clock for tests; one that says 0 leaves the time to Redis
     */
    static RedisLedger open(ScriptStore store, String prefix, Duration lease, LedgerClock clock, Alerts alerts) {
        return new RedisLedger(store, new Settings(prefix, lease, clock), alerts);
    }

    private LedgerQuestion question(String id) {
        return new LedgerQuestion(settings.prefix, settings.millis.millis(), settings.lease.toMillis(), id);
    }

    @Override
    public Decision reserve(List<Claim> claims) throws LedgerException {
        String id = process + "." + numbers.incrementAndGet();
        if (claims.isEmpty()) {
            return new Decision.Granted(new Held(id, List.of()), List.of());
        }
        LedgerQuestion question = question(id);
        claims.forEach(claim -> question.claim(claim.limit(), claim.holder(), claim.amount()));
        List<Long> told;
        try {
            told = numbers(store.run(LedgerScripts.RESERVE, question.keys, question.arguments));
        } catch (ScriptException e) {
            throw new LedgerException(String.valueOf(e.getMessage()));
        }
        List<Standing> standings = standings(claims, told);
        if (told.getFirst() == 0) {
            return refused(standings);
        }
        open.increment();
        claims.forEach(this::see);
        return new Decision.Granted(new Held(id, List.copyOf(claims)), standings);
    }

    private void see(Claim claim) {
        Set<String> holders = seen.computeIfAbsent(claim.limit().id(), limit -> ConcurrentHashMap.newKeySet());
        if (holders.size() < MOST_SEEN) {
            holders.add(claim.holder());
        }
    }

    private static List<Long> numbers(List<?> told) throws LedgerException {
        List<Long> numbers = new ArrayList<>(told.size());
        for (Object one : told) {
            if (!(one instanceof Long number)) {
                throw new LedgerException("redis: an answer that is none");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static List<Standing> standings(List<Claim> claims, List<Long> told) throws LedgerException {
        if (told.size() != BEFORE_STANDINGS + 4 * claims.size()) {
            throw new LedgerException("redis: an answer that is none");
        }
        List<Standing> standings = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            int at = BEFORE_STANDINGS + 4 * i;
            standings.add(new Standing(
                    claims.get(i),
                    told.get(at) == 1,
                    told.get(at + 1),
                    Whole.nanos(told.get(at + 2)),
                    Whole.nanos(told.get(at + 3))));
        }
        return standings;
    }

    private Decision.Refused refused(List<Standing> standings) throws LedgerException {
        Standing by = null;
        for (Standing one : standings) {
            boolean refuses = one.claim().limit().enforced() && !one.enough();
            if (refuses && (by == null || one.waitNanos() > by.waitNanos())) {
                by = one;
            }
        }
        if (by == null) {
            throw new LedgerException("redis: an answer that is none");
        }
        refusals.computeIfAbsent(by.claim().limit().id(), limit -> new LongAdder())
                .increment();
        return new Decision.Refused(Why.SPENT, by, standings);
    }

    private void end(Held held, long @Nullable [] used, @Nullable Entry entry) {
        open.decrement();
        LedgerQuestion question = question(held.id);
        held.claims.forEach(claim -> question.claim(claim.limit(), claim.holder(), claim.amount()));
        question.end(held.id).add(used == null ? "r" : "s").add(MARK.toMillis()).add(MOST_ENTRIES);
        for (int i = 0; i < held.claims.size(); i++) {
            question.add(used == null ? 0 : used[i]);
        }
        if (entry != null) {
            question.entry(entry);
        }
        say(held, question);
    }

    private void say(Held held, LedgerQuestion question) {
        try {
            tell(held.claims, store.run(LedgerScripts.END, question.keys, question.arguments));
        } catch (ScriptException e) {
            if (closed || !waiting.offer(new Waiting(held.claims, question, System.nanoTime()))) {
                lose(String.valueOf(e.getMessage()));
            }
        }
    }

    private void lose(String why) {
        lost.increment();
        LOG.log(Level.ERROR, "an entry is not in redis: " + why);
    }

    /** Which thresholds lie between what was used before and behind. */
    private void tell(List<Claim> claims, List<?> told) {
        for (int i = 0; i < claims.size() && told.size() > 2 * i + 2; i++) {
            Limit limit = claims.get(i).limit();
            if (told.get(2 * i + 1) instanceof Long before && told.get(2 * i + 2) instanceof Long after) {
                List<Telling> tellings = new ArrayList<>(0);
                for (int perMille : limit.thresholds()) {
                    long threshold = Math.max(1, Whole.share(limit.most(), perMille));
                    if (before < threshold && after >= threshold) {
                        tellings.add(new Telling(limit, claims.get(i).holder(), perMille, after, limit.most()));
                    }
                }
                Telling.tell(tellings, alerts);
            }
        }
    }

    private void repeat() {
        Waiting next = null;
        try {
            while (true) {
                next = waiting.take();
                while (!isSaid(next)) {
                    Thread.sleep(PAUSE);
                }
                next = null;
            }
        } catch (InterruptedException e) {
            // Closed: what was not said yet is said by who closes.
            if (next != null && !waiting.offer(next)) {
                lose("the books are closed");
            }
        }
    }

    private boolean isSaid(Waiting next) {
        if (System.nanoTime() - next.sinceNanos > MARK.toNanos() / 2) {
            lose("it did not answer for " + MARK.dividedBy(2));
            return true;
        }
        try {
            tell(next.claims, store.run(LedgerScripts.END, next.question.keys, next.question.arguments));
            return true;
        } catch (ScriptException e) {
            return false;
        }
    }

    /** Of holders that this process has seen, as Redis is not searched for all of them. */
    @Override
    public List<AccountState> states(Limit limit, int most) throws LedgerException {
        List<String> holders =
                seen.getOrDefault(limit.id(), Set.of()).stream().limit(most).toList();
        List<AccountState> states = new ArrayList<>(holders.size());
        for (int i = 0; i < holders.size(); i += LOOKED_AT_ONCE) {
            states.addAll(look(limit, holders.subList(i, Math.min(holders.size(), i + LOOKED_AT_ONCE))));
        }
        return states;
    }

    @Override
    public AccountState state(Limit limit, String holder) throws LedgerException {
        return look(limit, List.of(holder)).getFirst();
    }

    private List<AccountState> look(Limit limit, List<String> holders) throws LedgerException {
        LedgerQuestion question = question("look");
        holders.forEach(holder -> question.claim(limit, holder, 0));
        List<Long> told;
        try {
            told = numbers(store.run(LedgerScripts.LOOK, question.keys, question.arguments));
        } catch (ScriptException e) {
            throw new LedgerException(String.valueOf(e.getMessage()));
        }
        List<AccountState> states = new ArrayList<>(holders.size());
        for (int i = 0; i < holders.size(); i++) {
            List<Long> of = told.subList(LOOK_ANSWERS * i, LOOK_ANSWERS * (i + 1));
            states.add(new AccountState(
                    limit.id(), holders.get(i), limit.most(), of.get(0), of.get(1), of.get(2), of.get(3), of.get(4)));
        }
        return states;
    }

    @Override
    public List<Entry> recent() {
        recentLock.lock();
        try {
            return recent.list();
        } finally {
            recentLock.unlock();
        }
    }

    @Override
    public LedgerTotals totals() {
        Map<String, Long> refused = new ConcurrentHashMap<>();
        refusals.forEach((limit, count) -> refused.put(limit, count.sum()));
        ScriptStore.State state = store.state();
        recentLock.lock();
        try {
            return new LedgerTotals(
                    open.sum(),
                    recent.count(),
                    released.sum(),
                    0,
                    Map.copyOf(refused),
                    0,
                    0,
                    0,
                    lost.sum(),
                    new LedgerTotals.Store("redis", state.up(), state.lastFailure()));
        } finally {
            recentLock.unlock();
        }
    }

    /** Says what waits, for as long as {@link #CLOSING}. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        repeater.interrupt();
        try {
            repeater.join();
            long begin = System.nanoTime();
            for (Waiting left = waiting.poll(); left != null; left = waiting.poll()) {
                boolean said = isSaid(left);
                while (!said && System.nanoTime() - begin < CLOSING.toNanos()) {
                    Thread.sleep(PAUSE);
                    said = isSaid(left);
                }
                if (!said) {
                    lose("it did not answer until the end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    /** One of ours. */
    private final class Held implements Reservation {
        private final String id;
        private final List<Claim> claims;
        private final AtomicBoolean ended = new AtomicBoolean();

        Held(String id, List<Claim> claims) {
            this.id = id;
            this.claims = claims;
        }

        @Override
        public void settle(long[] used, Entry entry) {
            if (used.length != claims.size()) {
                throw new IllegalArgumentException(used.length + " amounts for " + claims.size() + " claims");
            }
            if (ended.compareAndSet(false, true)) {
                recentLock.lock();
                try {
                    recent.add(entry);
                } finally {
                    recentLock.unlock();
                }
                end(this, used, entry);
            }
        }

        @Override
        public void release() {
            if (ended.compareAndSet(false, true)) {
                released.increment();
                end(this, null, null);
            }
        }
    }
}
