package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that the requests of an upstream are shared among. Whom to ask is worked out when an endpoint comes or goes, so that a
 * request finds it ready. Any thread.
 */
public final class Group {
    private final List<Endpoint> all;
    private final Balancer balancer;
    private final int panicPercent;
    private volatile Candidates now;

    /** Whether requests go to endpoints that are not available. */
    private volatile boolean panicking;

    /** @param panicPercent where fewer than this share are available, others are chosen as well; 0 for never */
    public Group(List<Endpoint> all, Balancer balancer, int panicPercent) {
        this.panicPercent = panicPercent;
        this.all = List.copyOf(all);
        this.balancer = balancer;
        now = Candidates.of(this.all, endpoint -> true);
        for (Endpoint endpoint : this.all) {
            endpoint.onChange(this::workOut);
        }
        workOut();
    }

    /** Somebody came or went. */
    private synchronized void workOut() {
        Candidates well = Candidates.of(all, Endpoint::isAvailable);
        boolean few = well.usable().size() * 100L < (long) panicPercent * all.size();
        if (few) {
            // Whoever fails its checks may still serve, but nobody asks one that is known to fail requests.
            Candidates more = well.isEmpty()
                    ? Candidates.of(all, endpoint -> endpoint.isOnly(Absence.EJECTED))
                    : Candidates.of(
                            all, endpoint -> !endpoint.isAway(Absence.BROKEN) && !endpoint.isAway(Absence.DRAINED));
            few = more.usable().size() > well.usable().size();
            well = few ? more : well;
        }
        panicking = few;
        now = well;
    }

    /** Whether requests go to endpoints that are not available, as too few are. */
    public boolean isPanicking() {
        return panicking;
    }

    /** Whether any is available. */
    public boolean hasAvailable() {
        for (Endpoint endpoint : all) {
            if (endpoint.isAvailable()) {
                return true;
            }
        }
        return false;
    }

    public List<Endpoint> endpoints() {
        return all;
    }

    /** Those that get requests now. */
    public Candidates candidates() {
        return now;
    }

    /**
     * The endpoint for a request, which is in it then: {@link Endpoint#leave} when it is over.
     *
     * @param tried those that the request was tried at already, or null for none; one of them is chosen again where no other is left
     * @return null where none can take it
     */
    public @Nullable Endpoint choose(Exchange request, @Nullable List<Endpoint> tried) {
        Candidates among = now;
        if (tried != null) {
            Candidates others = among.without(tried);
            among = others.isEmpty() ? among : others;
        }
        Endpoint warming = null;
        while (!among.isEmpty()) {
            Endpoint chosen = balancer.choose(request, among);
            if (chosen == null) {
                return null;
            }
            if (!request.session().isKept() && chosen.passesOn()) {
                warming = chosen;
            } else if (chosen.enter()) {
                return chosen;
            }
            among = among.without(List.of(chosen));
        }
        // Nobody else takes the turn that it has passed on.
        return warming != null && warming.enter() ? warming : null;
    }

    /** Whether a request could go to another than these. */
    public boolean hasOthers(List<Endpoint> tried) {
        for (Endpoint usable : now.usable()) {
            if (!tried.contains(usable)) {
                return true;
            }
        }
        return false;
    }

    /** Tells the balancer how a try ended. */
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        balancer.ended(endpoint, outcome, headNanos);
    }
}
