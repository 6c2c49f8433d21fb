package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import io.zentinelproxy.inference.ledger.Decision.Standing;
import io.zentinelproxy.inference.ledger.Decision.Why;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Books that many machines share in Redis: one question for a decision, one for its end, which {@link RedisEnds} sees to. Any thread.
 */
public final class RedisLedger implements Ledger {
    /** Entries that are kept, about. */
    public static final long MOST_ENTRIES = 1_000_000;

    private static final int BEFORE_STANDINGS = 2;
    private static final int STANDING = 4;
    private static final int ALERT = 4;
    private static final int LOOK_ANSWERS = 5;

    /** Holders of one limit that are remembered, to be looked at. */
    private static final int MOST_SEEN = 1000;

    private static final int LOOKED_AT_ONCE = 50;

    /** @param millis the time, or 0 for that of Redis, which is what all machines have in common */
    private record Settings(String prefix, Duration lease, LedgerClock millis) {}

    private final ScriptStore store;
    private final Settings settings;
    private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    private final LongAdder open = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final ReentrantLock recentLock = new ReentrantLock();
    private final RecentEntries recent = new RecentEntries();
    private final RedisEnds ends;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisLedger(ScriptStore store, Settings settings, Alerts alerts) {
        this.store = store;
        this.settings = settings;
        ends = new RedisEnds(store, this::question, alerts);
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
        question.mark(id);
        List<?> answer;
        try {
            answer = store.run(LedgerScripts.RESERVE, question.keys, question.arguments);
        } catch (ScriptException e) {
            ends.doubt(id, List.copyOf(claims));
            throw new LedgerException(String.valueOf(e.getMessage()));
        }
        int numbers = BEFORE_STANDINGS + STANDING * claims.size();
        List<Long> told = numbers(answer.subList(0, Math.min(numbers, answer.size())));
        List<Standing> standings = standings(claims, told);
        tellForOthers(claims, answer.subList(told.size(), answer.size()));
        if (told.getFirst() == 0) {
            return refused(standings);
        }
        open.increment();
        claims.forEach(this::see);
        return new Decision.Granted(new Held(id, List.copyOf(claims)), standings);
    }

    /** Alerts that somebody was to tell, and did not. */
    private void tellForOthers(List<Claim> claims, List<?> told) throws LedgerException {
        for (int i = 0; i + ALERT <= told.size(); i += ALERT) {
            if (told.get(i) instanceof Long claim
                    && claim >= 1
                    && claim <= claims.size()
                    && told.get(i + 1) instanceof byte[] field
                    && told.get(i + 2) instanceof Long before
                    && told.get(i + 3) instanceof Long after) {
                String name = new String(field, StandardCharsets.UTF_8);
                ends.alertOfOthers(claims.get((int) (claim - 1)), name, before, after);
            } else {
                throw new LedgerException("redis: an answer that is none");
            }
        }
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
        if (told.size() != BEFORE_STANDINGS + STANDING * claims.size()) {
            throw new LedgerException("redis: an answer that is none");
        }
        List<Standing> standings = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            int at = BEFORE_STANDINGS + STANDING * i;
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
        ends.say(new RedisEnds.End(held.id, held.claims, used, entry, System.nanoTime()));
        // Not before: who closes the books waits for those that are open, and then for those that wait.
        open.decrement();
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
                    ends.lost(),
                    ends.waiting(),
                    new LedgerTotals.Store("redis", state.up(), state.lastFailure()));
        } finally {
            recentLock.unlock();
        }
    }

    /** Says what waits, for some seconds. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        ends.close();
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
