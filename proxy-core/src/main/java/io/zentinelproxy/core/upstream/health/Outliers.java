package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Absence;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.config.OutlierSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.health.OutlierRecord.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes targets out for a time that stand out among those of their upstream: as Envoy's outlier detection, by failures in a row at once, and
 * by the share of failures and by latency after each interval. However many stand out, only so many are out at once. Requests are counted
 * by any thread, intervals judged by the sweep's.
 */
final class Outliers implements Sweep.Swept {
    private static final int WHOLE = 100;

    private final OutlierSettings settings;
    private final Supplier<List<TargetHealth>> targets;
    private final Sweep sweep;
    private long judgeAt;

    Outliers(OutlierSettings settings, Supplier<List<TargetHealth>> targets, Sweep sweep) {
        this.settings = settings;
        this.targets = targets;
        this.sweep = sweep;
        judgeAt = sweep.now() + settings.interval().toNanos();
        sweep.add(this);
    }

    void ended(TargetHealth target, Outcome outcome, long headNanos) {
        if (outcome == Outcome.UNKNOWN) {
            return;
        }
        int inRow = target.outliers().count(outcome, headNanos, settings.observe());
        if (inRow > 0 && inRow == settings.consecutiveFailures()) {
            target.outliers().endRow();
            eject(target, EjectionReason.CONSECUTIVE_FAILURES, inRow + " failures in a row");
        }
    }

    @Override
    public boolean sweep(long now) {
        if (now - judgeAt >= 0) {
            judgeAt = now + settings.interval().toNanos();
            judge();
        }
        return judgeAt - now > Sweep.SOON;
    }

    private void judge() {
        List<TargetHealth> all = targets.get();
        List<Interval> intervals = new ArrayList<>();
        Interval whole = OutlierRecord.NOTHING;
        for (TargetHealth one : all) {
            Interval interval = one.outliers().take();
            intervals.add(interval);
            whole = whole.with(interval);
        }
        for (int i = 0; i < all.size(); i++) {
            if (!judge(all.get(i), intervals.get(i), whole)) {
                all.get(i).forgiveEjection();
            }
        }
    }

    /** Whether it stands out. */
    private boolean judge(TargetHealth one, Interval its, Interval whole) {
        if (its.requests() < settings.minRequests()) {
            return false;
        }
        if (settings.failurePercent() > 0 && its.failures() * WHOLE > its.requests() * settings.failurePercent()) {
            eject(
                    one,
                    EjectionReason.FAILURE_PERCENTAGE,
                    its.failures() + " of " + its.requests() + " requests failed");
            return true;
        }
        long others = whole.answers() - its.answers();
        if (settings.latencyFactor() > 0 && its.answers() > 0 && others >= settings.minRequests()) {
            double own = (double) its.headNanos() / its.answers();
            double average = (double) (whole.headNanos() - its.headNanos()) / others;
            if (own > average * settings.latencyFactor()) {
                eject(
                        one,
                        EjectionReason.LATENCY,
                        "its answers take " + Math.round(own / average) + " times as long as others'");
                return true;
            }
        }
        return false;
    }

    private synchronized void eject(TargetHealth target, EjectionReason reason, String why) {
        List<TargetHealth> all = targets.get();
        int out = 0;
        int available = 0;
        for (TargetHealth one : all) {
            out += one.endpoint().isAway(Absence.EJECTED) ? 1 : 0;
            available += one.endpoint().isAvailable() ? 1 : 0;
        }
        int most = Math.max(1, all.size() * settings.maxEjectedPercent() / WHOLE);
        boolean last = available - (target.endpoint().isAvailable() ? 1 : 0) < 1;
        if (out >= most || last) {
            target.spare();
        } else {
            target.eject(
                    reason,
                    why,
                    settings.baseEjection().toNanos(),
                    settings.maxEjection().toNanos());
        }
    }

    /** Judges no more. */
    void close() {
        sweep.remove(this);
    }
}
