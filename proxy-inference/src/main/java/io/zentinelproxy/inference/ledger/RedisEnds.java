package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.core.script.Script;
import io.zentinelproxy.core.script.ScriptException;
import io.zentinelproxy.core.script.ScriptStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says to Redis how reservations have ended, until it has heard it. A mark there keeps an end from counting twice, so it is said again
 * wherever it is not known to be there:
 *
 * <ul>
 *   <li>it was not answered: every 100 ms, for as long as half of what the mark lives, by a thread of its own;
 *   <li>the server may have become another, or have lost what it heard last, as in a failover: those of {@link HeardEnds}.
 * </ul>
 *
 * Any thread.
 */
final class RedisEnds implements AutoCloseable {
    /** Ends that wait for Redis to answer again; further ones are lost, and counted as such. */
    static final int MOST_WAITING = 10_000;

    /** Of what Redis should know, and can do without: where there is no room it is not said. */
    static final int MOST_ASIDE = 1_000;

    /** For which it is known that a reservation has ended. */
    static final Duration MARK = Duration.ofHours(1);

    /** For which an end is said again. */
    private static final Duration PATIENCE = MARK.dividedBy(2);

    /** How long the end of the process waits for Redis to hear what is left; at most one answer longer. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Between two looks whether the server may have become another. */
    private static final long LOOK_MILLIS = 500;

    private static final System.Logger LOG = System.getLogger(RedisEnds.class.getName());

    /** What is said. */
    sealed interface Saying {
        long sinceNanos();
    }

    /**
     * How a reservation has ended.
     *
     * @param used for each claim, null where it is released
     */
    record End(
            String id,
            List<Claim> claims,
            long @Nullable [] used,
            @Nullable Entry entry,
            long sinceNanos) implements Saying {
        boolean isEntry() {
            return used != null;
        }

        boolean isLate() {
            return System.nanoTime() - sinceNanos > PATIENCE.toNanos();
        }
    }

    /** An alert that was told. */
    private record Told(Claim claim, String field, long sinceNanos) implements Saying {}

    private final ScriptStore store;
    private final Function<String, LedgerQuestion> questions;
    private final Alerts alerts;
    private final BlockingQueue<End> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final BlockingQueue<Saying> aside = new ArrayBlockingQueue<>(MOST_ASIDE);

    /** Those that wait, and the one that is being said again. */
    private final AtomicLong unheard = new AtomicLong();

    private final HeardEnds heard = new HeardEnds();
    private final LongAdder lost = new LongAdder();
    private final Thread repeater;
    private volatile boolean closed;

    /** Whether it was logged that entries are lost, and nothing has been heard since. */
    private volatile boolean toldOfLost;

    /** Of the store, when what it has heard was known to be there. Belongs to the repeater, then to who closes. */
    private long changes;

    /** @param questions begins one about a reservation of this id */
    RedisEnds(ScriptStore store, Function<String, LedgerQuestion> questions, Alerts alerts) {
        this.store = store;
        this.questions = questions;
        this.alerts = alerts;
        changes = store.state().changes();
        repeater = Thread.ofVirtual().name("zentinel-ledger").start(this::repeat);
    }

    /** Ends that Redis has not heard yet. */
    long waiting() {
        return unheard.get();
    }

    long lost() {
        return lost.sum();
    }

    void say(End end) {
        if (isHeard(end, false)) {
            heard.add(end);
            return;
        }
        unheard.incrementAndGet();
        boolean waits = !closed && waiting.offer(end);
        // Closed just then, it may have been taken by who closes, or by nobody.
        if (!waits || closed && waiting.remove(end)) {
            unheard.decrementAndGet();
            if (end.isEntry()) {
                loseUntold("no more can wait for it: " + why());
            }
        }
    }

    /** Is logged once for all that are lost until Redis answers again: in a long outage they may be as many as there are requests. */
    private void loseUntold(String why) {
        lost.increment();
        if (!toldOfLost) {
            toldOfLost = true;
            LOG.log(Level.ERROR, "entries are not in redis: " + why);
        }
    }

    private String why() {
        return store.state().lastFailure();
    }

    /** No answer came: perhaps it was made, and is to hold nothing any more. */
    void doubt(String id, List<Claim> claims) {
        // Where there is no room its lease gives it back.
        aside.offer(new End(id, claims, null, null, System.nanoTime()));
    }

    private LedgerQuestion question(End end) {
        LedgerQuestion question = questions.apply(end.id);
        end.claims.forEach(claim -> question.claim(claim.limit(), claim.holder(), claim.amount()));
        long[] used = end.used;
        question.end(end.id).add(used == null ? "r" : "s").add(MARK.toMillis()).add(RedisLedger.MOST_ENTRIES);
        for (int i = 0; i < end.claims.size(); i++) {
            question.add(used == null ? 0 : used[i]);
        }
        end.claims.forEach(claim -> question.levels(claim.limit()));
        if (end.entry != null) {
            question.entry(end.entry);
        }
        return question;
    }

    private boolean isHeard(End end, boolean insisting) {
        List<?> told = answer(LedgerScripts.END, question(end), insisting);
        if (told == null) {
            return false;
        }
        toldOfLost = false;
        for (int i = 0; i < end.claims.size() && told.size() > 2 * i + 2; i++) {
            if (told.get(2 * i + 1) instanceof Long before && told.get(2 * i + 2) instanceof Long after) {
                alert(end.claims.get(i), LedgerScripts.alert(end.id, i), before, after);
            }
        }
        return true;
    }

    private boolean isHeard(Told told, boolean insisting) {
        LedgerQuestion question = questions.apply("told").claim(told.claim.limit(), told.claim.holder(), 0);
        return answer(LedgerScripts.TOLD, question.add(told.field), insisting) != null;
    }

    /** Null where none came. */
    private @Nullable List<?> answer(Script script, LedgerQuestion question, boolean insisting) {
        try {
            return insisting
                    ? store.insist(script, question.keys, question.arguments)
                    : store.run(script, question.keys, question.arguments);
        } catch (ScriptException e) {
            // The store's state says why.
            return null;
        }
    }

    /**
     * Tells the thresholds between what was used before and after, and Redis that they are told: where it does not hear that, as this process
     * is gone, another one tells them.
     *
     * @param field of the account, where it is written down that this is to be told
     */
    void alert(Claim claim, String field, long before, long after) {
        List<Telling> tellings = Telling.between(claim.limit(), claim.holder(), before, after);
        if (!tellings.isEmpty()) {
            tell(tellings, claim, field);
        }
    }

    /** The same of what another process was to tell: also where it is nothing any more, as thresholds were changed, it is taken out. */
    void alertOfOthers(Claim claim, String field, long before, long after) {
        tell(Telling.between(claim.limit(), claim.holder(), before, after), claim, field);
    }

    private void tell(List<Telling> tellings, Claim claim, String field) {
        if (Telling.tell(tellings, alerts)) {
            // Where there is no room it is told again, which is better than never.
            aside.offer(new Told(claim, field, System.nanoTime()));
        }
    }

    private void lose(long number, String why) {
        lost.add(number);
        LOG.log(Level.ERROR, number + (number == 1 ? " entry is" : " entries are") + " not in redis: " + why);
    }

    private void repeat() {
        End next = null;
        try {
            while (true) {
                next = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    while (!isSaid(next, false)) {
                        Thread.sleep(PAUSE);
                    }
                    next = null;
                    unheard.decrementAndGet();
                }
                sayAside(false);
                remind(Long.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            // Closed: what was not said yet is said by who closes.
            if (next != null && !waiting.offer(next)) {
                unheard.decrementAndGet();
                if (next.isEntry()) {
                    lose(1, "the books are closed");
                }
            }
        }
    }

    /** Whether it has not to be said any more. */
    private boolean isSaid(Saying next, boolean insisting) {
        return switch (next) {
            case End end
            when end.isLate() -> {
                if (end.isEntry()) {
                    loseUntold("it did not answer for " + PATIENCE.toMinutes() + " minutes: " + why());
                }
                yield true;
            }
            case End end -> {
                boolean said = isHeard(end, insisting);
                if (said) {
                    heard.add(end);
                }
                yield said;
            }
            case Told told -> isHeard(told, insisting) || System.nanoTime() - told.sinceNanos > PATIENCE.toNanos();
        };
    }

    private void sayAside(boolean insisting) {
        Saying next = aside.peek();
        while (next != null && isSaid(next, insisting)) {
            aside.poll();
            next = aside.peek();
        }
    }

    /**
     * Says again what a server may have forgotten.
     *
     * @param nanos how long at most
     */
    private void remind(long nanos) throws InterruptedException {
        long now = store.state().changes();
        if (now == changes) {
            return;
        }
        long begin = System.nanoTime();
        for (End end : heard.list()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean inTime = System.nanoTime() - begin < nanos;
            if (!end.isLate() && !(inTime && isHeard(end, false))) {
                // All of them are said when it answers.
                return;
            }
        }
        changes = now;
    }

    /** Says what waits, for as long as {@link #CLOSING}, also to a server that was silent until now; what is left is lost, and logged as one. */
    @Override
    public void close() {
        closed = true;
        repeater.interrupt();
        try {
            repeater.join();
            long begin = System.nanoTime();
            long left = 0;
            for (End next = waiting.poll(); next != null; next = waiting.poll()) {
                left += !isSaidBefore(begin + CLOSING.toNanos(), next) && next.isEntry() ? 1 : 0;
                unheard.decrementAndGet();
            }
            if (left > 0) {
                lose(left, "it did not answer until the end: " + why());
            } else {
                sayAside(false);
                remind(begin + CLOSING.toNanos() - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSaidBefore(long deadline, End next) throws InterruptedException {
        while (System.nanoTime() - deadline < 0) {
            if (isSaid(next, true)) {
                return true;
            }
            Thread.sleep(PAUSE);
        }
        return false;
    }
}
