package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.ResponseFilter;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All limits of a route, asked as one: those of one store at once, and stores of this process before others. A request that one of them
 * refuses takes nothing of the others. Immutable; called by the threads of requests, which wait here where a limiter holds them back.
 */
final class RouteLimits implements RequestFilter, ResponseFilter {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Group[] groups;
    private final LimitFields fields;
    private final boolean delays;
    private final boolean owes;

    /** Limits that are counted in one store, and how each knows whom a request counts for. */
    record Group(OpenStore store, ActiveLimit[] limits, RequestKeys[] keys) {}

    RouteLimits(List<Group> all) {
        groups = all.toArray(Group[]::new);
        List<ActiveLimit> limits =
                all.stream().flatMap(group -> List.of(group.limits).stream()).toList();
        fields = new LimitFields(
                limits.stream().filter(one -> one.limiter().enforced()).toList());
        delays = limits.stream().anyMatch(ActiveLimit::delays);
        owes = limits.stream().anyMatch(one -> one.unit() != Unit.REQUESTS);
    }

    /** @throws LimitFault RATE_LIMITED, or LIMITS_UNAVAILABLE where a store says nothing and its fallback is `closed` */
    @Override
    public Verdict onRequestHead(Exchange exchange) throws LimitFault {
        ExchangeLimits state =
                exchange.findings().spareLimits() instanceof ExchangeLimits spare ? spare : new ExchangeLimits();
        exchange.findings().limits(state);
        begin(exchange, state);
        ActiveLimit line = delays ? behindOthers(state) : null;
        if (line != null || !ask(state)) {
            HeldRequest.hold(this, state, line != null);
        }
        admit(state);
        return Verdict.CONTINUE;
    }

    private void begin(Exchange exchange, ExchangeLimits state) {
        state.begin(this, groups.length);
        for (int g = 0; g < groups.length; g++) {
            Group group = groups[g];
            Charge[] charges = state.group(g, group.limits.length);
            for (int i = 0; i < group.limits.length; i++) {
                ActiveLimit limit = group.limits[i];
                int length = group.keys[i].write(exchange, state.keys, charges[i]);
                charges[i].ask(limit.limiter(), length, limit.unit().asked());
            }
        }
    }

    /** Where others with the same key are held back, who comes later does not go before them. */
    private @Nullable ActiveLimit behindOthers(ExchangeLimits state) {
        for (int g = 0; g < groups.length; g++) {
            ActiveLimit[] limits = groups[g].limits;
            Charge[] charges = state.group(g, limits.length);
            for (int i = 0; i < limits.length; i++) {
                if (limits[i].delays() && limits[i].tally().queue.hasLine(charges[i])) {
                    state.refused(limits[i], charges[i]);
                    return limits[i];
                }
            }
        }
        return null;
    }

    /** Asks all; where one has not enough, nothing is taken of any, and the state says who. */
    boolean ask(ExchangeLimits state) throws LimitFault {
        for (int g = 0; g < groups.length; g++) {
            Charge[] charges = state.group(g, groups[g].limits.length);
            if (!take(g, charges, state)) {
                giveBack(g, state);
                refused(groups[g].limits, charges, state);
                return false;
            }
        }
        return true;
    }

    private boolean take(int number, Charge[] charges, ExchangeLimits state) throws LimitFault {
        Group group = groups[number];
        try {
            return group.store.take(charges, group.limits.length);
        } catch (StoreException closed) {
            giveBack(number, state);
            state.decided(LimitFacts.Verdict.LIMITED, group.limits[0], charges[0]);
            throw new LimitFault(LimitFault.Kind.LIMITS_UNAVAILABLE);
        }
    }

    /** What was taken by the groups before this one. */
    private void giveBack(int until, ExchangeLimits state) {
        for (int g = 0; g < until; g++) {
            Group group = groups[g];
            Charge[] charges = state.group(g, group.limits.length);
            for (int i = 0; i < group.limits.length; i++) {
                if (charges[i].admitted() && charges[i].cost() > 0) {
                    settle(group, charges[i], -charges[i].cost(), state);
                }
            }
        }
    }

    private static void settle(Group group, Charge charge, long used, ExchangeLimits state) {
        long asked = charge.cost();
        charge.ask(charge.limiter(), charge.keyLength(), used);
        state.alone[0] = charge;
        group.store.settle(state.alone);
        charge.ask(charge.limiter(), charge.keyLength(), asked);
    }

    /** One that refuses counts before one that only delays, and of the same the one that does so longest. */
    private static void refused(ActiveLimit[] limits, Charge[] charges, ExchangeLimits state) {
        int by = -1;
        for (int i = 0; i < limits.length; i++) {
            if (limits[i].limiter().enforced() && !charges[i].admitted()) {
                by = by < 0 || isWorse(limits[i], charges[i], limits[by], charges[by]) ? i : by;
            }
        }
        if (by < 0) {
            throw new IllegalStateException("a store refuses, and none of its limiters does");
        }
        state.refused(limits[by], charges[by]);
    }

    private static boolean isWorse(ActiveLimit one, Charge of, ActiveLimit other, Charge ofOther) {
        return one.delays() == other.delays() ? of.waitNanos() > ofOther.waitNanos() : !one.delays();
    }

    /** The refusal of a request, which is counted. */
    static LimitFault refuse(ExchangeLimits state, ActiveLimit by) {
        Charge charge = state.refusedCharge();
        state.decided(LimitFacts.Verdict.LIMITED, by, charge);
        state.show(by, charge);
        return by.refusal(charge.waitNanos());
    }

    private void admit(ExchangeLimits state) {
        state.admitted();
        ActiveLimit held = state.refusedBy();
        ActiveLimit least = null;
        Charge leastCharge = null;
        boolean dryRun = false;
        for (int g = 0; g < groups.length; g++) {
            ActiveLimit[] limits = groups[g].limits;
            Charge[] charges = state.group(g, limits.length);
            for (int i = 0; i < limits.length; i++) {
                LimitFacts.Verdict verdict = limits[i].countAdmitted(charges[i], limits[i] == held);
                dryRun |= verdict == LimitFacts.Verdict.DRY_RUN;
                if (leastCharge == null || least == null || leavesLess(limits[i], charges[i], least, leastCharge)) {
                    least = limits[i];
                    leastCharge = charges[i];
                }
                if (isShown(limits[i], charges[i], state)) {
                    state.show(limits[i], charges[i]);
                }
                if (verdict == LimitFacts.Verdict.DRY_RUN) {
                    state.decided(verdict, limits[i], charges[i]);
                }
            }
        }
        if (dryRun || least == null || leastCharge == null) {
            return;
        }
        if (held != null) {
            state.decided(LimitFacts.Verdict.DELAYED, held, state.refusedCharge());
        } else {
            state.decided(LimitFacts.Verdict.ALLOWED, least, leastCharge);
        }
    }

    private static boolean isShown(ActiveLimit limit, Charge charge, ExchangeLimits state) {
        ActiveLimit before = state.shownOf();
        return limit.limiter().enforced() && (before == null || leavesLess(limit, charge, before, state.shown()));
    }

    /** Requests before octets, which are no measure for each other. */
    private static boolean leavesLess(ActiveLimit one, Charge of, ActiveLimit other, Charge ofOther) {
        boolean requests = one.unit() == Unit.REQUESTS;
        if (requests != (other.unit() == Unit.REQUESTS)) {
            return requests;
        }
        return of.remaining() < ofOther.remaining();
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        // An answer that switches protocols is the last one, too.
        boolean isLast = !head.isInterim() || head.status() == SWITCHING_PROTOCOLS;
        if (isLast && exchange.findings().limits() instanceof ExchangeLimits state && state.isOf(this)) {
            ActiveLimit shown = state.shownOf();
            if (shown != null) {
                fields.set(exchange, state, shown, head.fields());
            }
        }
    }

    /** Settles what a request that is over has used. One that was refused owes nothing. */
    void finished(Exchange exchange, ExchangeLimits state) {
        if (!owes || !state.isAdmitted()) {
            return;
        }
        for (int g = 0; g < groups.length; g++) {
            Group group = groups[g];
            Charge[] charges = state.group(g, group.limits.length);
            for (int i = 0; i < group.limits.length; i++) {
                long used = group.limits[i].unit().owed(exchange);
                if (used > 0) {
                    settle(group, charges[i], used, state);
                }
            }
        }
    }
}
