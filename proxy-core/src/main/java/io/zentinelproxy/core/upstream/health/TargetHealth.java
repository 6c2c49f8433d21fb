package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Absence;
import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.balance.Warming;
import io.zentinelproxy.core.config.BreakerSettings;
import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.net.Sweep;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one target, and what is to be done about it and when: checks, the end of an ejection, the first trial of its breaker. It
 * lives as long as its endpoint, over reloads, and goes by whichever upstream cares for it now. Any thread; the sweep begins what is due.
 */
public final class TargetHealth implements Sweep.Swept {
    /** Checks of targets that are new are spread over this time at most, so that not all are asked at once. */
    private static final long FIRST_CHECKS = 1_000_000_000L;

    /** The last part of an interval, by one of which each check is early at random: targets would be asked in step else. */
    private static final int EARLY = 10;

    private final Endpoint endpoint;
    private final OutlierRecord outliers = new OutlierRecord();
    private final AtomicInteger failedInRow = new AtomicInteger();
    private final Transitions transitions;
    private volatile UpstreamHealth by;
    private volatile @Nullable Breaker breaker;

    /** Guarded by this, as is all below. */
    private final CheckRecord checks = new CheckRecord();

    private final Ejection ejection = new Ejection();
    private long nextCheck;
    private boolean checking;
    private boolean stopped;

    public TargetHealth(Endpoint endpoint, UpstreamHealth by) {
        this.endpoint = endpoint;
        this.by = by;
        transitions = new Transitions(endpoint);
        nextCheck = by.sweep().now();
        start(by);
    }

    private synchronized void start(UpstreamHealth care) {
        HealthCheckSettings check = care.checks();
        if (check != null) {
            nextCheck = care.sweep().now()
                    + ThreadLocalRandom.current()
                            .nextLong(Math.min(FIRST_CHECKS, check.interval().toNanos()));
        }
        BreakerSettings settings = care.settings().breaker();
        breaker = settings == null ? null : breaker(settings);
        if (check != null) {
            watch();
        }
    }

    private Breaker breaker(BreakerSettings settings) {
        BreakerOfTarget told = new BreakerOfTarget(this, transitions);
        Breaker made = new Breaker(settings, () -> by.sweep().now(), told);
        told.guard(made);
        return made;
    }

    /** Is cared for by another upstream from now on, with what was known before. */
    public void caredForBy(UpstreamHealth next) {
        HealthCheckSettings before = by.checks();
        by = next;
        passOnBreaker(next.settings().breaker());
        passOnChecks(before, next);
        if (next.outliers() == null) {
            endEjection();
        }
        watch();
    }

    private void passOnBreaker(@Nullable BreakerSettings settings) {
        Breaker there = breaker;
        if (there != null && settings != null) {
            there.settings(settings);
        } else if (settings != null) {
            breaker = breaker(settings);
        } else {
            breaker = null;
            endpoint.gate(null);
            endpoint.back(Absence.BROKEN);
        }
    }

    private synchronized void passOnChecks(@Nullable HealthCheckSettings before, UpstreamHealth next) {
        HealthCheckSettings now = next.checks();
        if (now == null) {
            checks.forget();
            back(Absence.UNHEALTHY);
        } else if (before == null) {
            nextCheck = next.sweep().now()
                    + ThreadLocalRandom.current()
                            .nextLong(Math.min(FIRST_CHECKS, now.interval().toNanos()));
        } else {
            nextCheck = Math.min(nextCheck, next.sweep().now() + now.interval().toNanos());
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    OutlierRecord outliers() {
        return outliers;
    }

    UpstreamHealth by() {
        return by;
    }

    /** Has the sweep look at what is due, soon. */
    void watch() {
        by.sweep().add(this);
    }

    /** The head of its answer to a request has come; returns whether that was a trial of its breaker, which needs no more. */
    public boolean answered(Outcome outcome, long enteredNanos) {
        Breaker asked = breaker;
        return asked != null && asked.answered(outcome, enteredNanos);
    }

    /**
     * A request to it is over.
     *
     * @param trial what {@link #answered} said
     */
    public void ended(Outcome outcome, long headNanos, long enteredNanos, boolean trial) {
        Breaker asked = breaker;
        if (asked != null && trial) {
            asked.endedBehindHead(outcome);
        } else if (asked != null) {
            asked.ended(outcome, enteredNanos);
        }
        UpstreamHealth care = by;
        care.ended(this, outcome, headNanos);
        HealthCheckSettings check = care.checks();
        if (check != null && check.passiveThreshold() > 0) {
            countInRow(outcome, check.passiveThreshold());
        }
    }

    private void countInRow(Outcome outcome, int most) {
        if (outcome.isFailure()) {
            if (failedInRow.incrementAndGet() == most) {
                failedInRow.set(0);
                failedInUse(most);
            }
        } else if (outcome != Outcome.UNKNOWN && failedInRow.get() != 0) {
            failedInRow.set(0);
        }
    }

    private synchronized void failedInUse(int inRow) {
        if (checks.failedInUse() == CheckRecord.Change.DOWN) {
            away(Absence.UNHEALTHY, inRow + " requests failed in a row");
        }
    }

    @Override
    public boolean sweep(long now) {
        Breaker asked = breaker;
        if (asked != null) {
            asked.poll();
        }
        begin(now);
        if (isToCome()) {
            return hasTime(now);
        }
        by.sweep().remove(this);
        if (isToCome()) {
            // Somebody has added this meanwhile, whom the removal was not meant for.
            watch();
        }
        return true;
    }

    /** Whether anything is to be done later. Whatever makes that true calls {@link #watch} behind it. */
    private synchronized boolean isToCome() {
        Breaker asked = breaker;
        boolean open = asked != null && asked.state() == Breaker.State.OPEN;
        return !stopped && (by.check() != null || ejection.isOn() || open);
    }

    /** Does what is due. */
    private synchronized void begin(long now) {
        if (stopped) {
            return;
        }
        if (ejection.isOver(now)) {
            endEjection();
        }
        HealthCheck check = by.check();
        if (check != null && !checking && now - nextCheck >= 0 && by.room().enter()) {
            checking = true;
            CheckRoom room = by.room();
            Thread.ofVirtual().name("zentinel-check").start(() -> run(check, room));
        }
    }

    private synchronized boolean hasTime(long now) {
        Breaker asked = breaker;
        return !(ejection.isOn() && ejection.until() - now <= Sweep.SOON)
                && !(by.check() != null && !checking && nextCheck - now <= Sweep.SOON)
                && !(asked != null && asked.isTrialWithin(Sweep.SOON));
    }

    private void run(HealthCheck check, CheckRoom room) {
        UpstreamHealth care = by;
        HealthCheckSettings settings = care.checks();
        Sweep sweep = care.sweep();
        long began = System.nanoTime();
        long until = sweep.now();
        try {
            if (settings == null) {
                return;
            }
            scheduleNext(settings);
            until += settings.timeout().toNanos();
            check.run(endpoint, until);
            good(settings);
        } catch (CheckFailed failed) {
            bad(settings, failed.why());
        } catch (RuntimeException | Error defect) {
            bad(settings, "the check itself failed: " + defect.getClass().getSimpleName());
            throw defect;
        } finally {
            room.leave();
            care.took(System.nanoTime() - began);
            synchronized (this) {
                checking = false;
            }
            watch();
        }
    }

    private synchronized void scheduleNext(HealthCheckSettings settings) {
        long interval = settings.interval().toNanos();
        nextCheck = by.sweep().now() + interval - ThreadLocalRandom.current().nextLong(interval / EARLY);
    }

    private void good(HealthCheckSettings settings) {
        boolean alone = by.isAllDown();
        synchronized (this) {
            if (stopped || by.checks() == null) {
                return;
            }
            if (checks.good(settings, alone) == CheckRecord.Change.UP) {
                back(Absence.UNHEALTHY);
            }
            if (alone) {
                endEjection();
            }
        }
        Breaker asked = breaker;
        if (alone && asked != null) {
            asked.tryNow();
        }
    }

    private synchronized void bad(HealthCheckSettings settings, String why) {
        if (!stopped && by.checks() != null && checks.bad(settings, why) == CheckRecord.Change.DOWN) {
            away(Absence.UNHEALTHY, why);
        }
    }

    synchronized void eject(EjectionReason reason, String why, long base, long most) {
        if (stopped || endpoint.isAway(Absence.EJECTED)) {
            return;
        }
        ejection.begin(reason, by.sweep().now(), base, most);
        away(Absence.EJECTED, why);
        watch();
    }

    /** Would have been ejected, if it could be done without. */
    synchronized void spare() {
        ejection.spare();
    }

    /** It went well for an interval: the next ejection is shorter again. */
    synchronized void forgiveEjection() {
        ejection.forgive();
    }

    private synchronized void endEjection() {
        if (endpoint.isAway(Absence.EJECTED)) {
            ejection.end();
            back(Absence.EJECTED);
        }
    }

    private void away(Absence reason, String why) {
        endpoint.away(reason);
        transitions.down(by, why);
    }

    private void back(Absence reason) {
        if (!endpoint.isAway(reason)) {
            return;
        }
        endpoint.back(reason);
        if (!endpoint.isAway(Absence.UNHEALTHY) && !endpoint.isAway(Absence.EJECTED)) {
            transitions.up(by);
            warm();
        }
    }

    /** It gets its full share by and by. */
    public void warm() {
        long nanos = by.settings().slowStart().toNanos();
        if (nanos > 0) {
            endpoint.warm(new Warming(() -> by.sweep().now(), nanos));
        }
    }

    /** When it may be available again, in nanoseconds from now; {@link Long#MAX_VALUE} where nobody knows. */
    long nanosToNextChance() {
        long soonest = Long.MAX_VALUE;
        Breaker asked = breaker;
        if (asked != null && asked.state() == Breaker.State.OPEN) {
            soonest = asked.nanosToTrial();
        }
        synchronized (this) {
            long now = by.sweep().now();
            if (by.checks() != null) {
                soonest = Math.min(soonest, nextCheck - now);
            }
            return ejection.isOn() ? Math.min(soonest, ejection.until() - now) : soonest;
        }
    }

    public @Nullable Breaker breaker() {
        return breaker;
    }

    /** What is to be shown of it. */
    public synchronized TargetFigures figures() {
        return new TargetFigures(
                endpoint.isAvailable(),
                transitions.why(),
                transitions.sinceMillis(),
                checks.lastError(),
                checks.successes(),
                checks.failures(),
                breaker == null ? null : breaker.state());
    }

    public synchronized long checksPassed() {
        return checks.successes();
    }

    public synchronized long checksFailed() {
        return checks.failures();
    }

    public synchronized long ejections(EjectionReason reason) {
        return ejection.times(reason);
    }

    /** How often it stood out and was not ejected, as too many were out. */
    public synchronized long spared() {
        return ejection.spared();
    }

    /** Nothing is done about it any more. */
    public synchronized void stop() {
        stopped = true;
        by.sweep().remove(this);
    }
}
