package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.inference.keys.Team;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.LedgerException;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Reservation;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import io.zentinelproxy.inference.models.Price;
import io.zentinelproxy.inference.models.Prices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one request has reserved of its limits, until what it has used takes its place. Belongs to the thread of its exchange. */
final class Booking {
    private static final System.Logger LOG = System.getLogger(Booking.class.getName());
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Of a request that is served although the books cannot be asked. */
    private static final Decision UNBOOKED = new Decision.Granted(new Unbooked(), List.of());

    private final RoutePlan plan;
    private final Exchange exchange;
    private final @Nullable VirtualKey key;
    private final List<Claim> claims;
    private final Decision decision;

    /** The budget of the route that is used up, where its fallback is for that; null where none is. */
    private final Decision.@Nullable Refused exhausted;

    private String model;

    /** Of that model; null where costs are not counted. */
    private @Nullable Price price;

    private @Nullable Charge charged;

    private Booking(
            RoutePlan plan,
            Exchange exchange,
            @Nullable VirtualKey key,
            String model,
            List<Claim> claims,
            Decision decision,
            Decision.@Nullable Refused exhausted) {
        this.plan = plan;
        this.exchange = exchange;
        this.key = key;
        this.model = model;
        price = price(plan, model);
        this.claims = claims;
        this.decision = decision;
        this.exhausted = exhausted;
    }

    private record Unbooked() implements Reservation {
        @Override
        public void settle(long[] used, Entry entry) {
            // It is in no books.
        }

        @Override
        public void release() {
            // Nothing was reserved.
        }
    }

    /**
     * Reserves what a request may use.
     *
     * @param input tokens that the model will read, at most as far as is known
     * @param output tokens that it may write
     * @throws LimitFault where nothing can be said, as the books cannot be asked
     */
    static Booking reserve(
            RoutePlan plan, Exchange exchange, @Nullable VirtualKey key, String model, long input, long output)
            throws LimitFault {
        return reserve(plan, exchange, key, model, claims(plan, exchange, key, model, input, output));
    }

    private static Booking reserve(
            RoutePlan plan, Exchange exchange, @Nullable VirtualKey key, String model, List<Claim> claims)
            throws LimitFault {
        try {
            Decision decision = plan.parts().ledger().reserve(claims);
            plan.parts().budgets().decided(decision);
            if (!plan.leavesOnBudget() || !(decision instanceof Decision.Refused spent)) {
                return new Booking(plan, exchange, key, model, claims, decision, null);
            }
            List<Claim> others = withoutExhausted(plan, spent);
            return others.size() == claims.size()
                    ? new Booking(plan, exchange, key, model, claims, decision, null)
                    : new Booking(
                            plan,
                            exchange,
                            key,
                            model,
                            others,
                            plan.parts().ledger().reserve(others),
                            spent);
        } catch (LedgerException e) {
            LOG.log(System.Logger.Level.WARNING, "request " + exchange.requestIdText() + ": " + e.getMessage());
            plan.parts().counts().unbooked(plan.parts().open());
            if (plan.parts().open()) {
                return new Booking(plan, exchange, key, model, claims, UNBOOKED, null);
            }
            throw new LimitFault(LimitFault.Kind.LEDGER_UNAVAILABLE);
        }
    }

    /**
     * Of a request that takes no tokens: it counts where requests are counted.
     *
     * @throws LimitFault where nothing can be said, as the books cannot be asked
     */
    static Booking asking(RoutePlan plan, Exchange exchange, @Nullable VirtualKey key, String model) throws LimitFault {
        List<Claim> claims = claims(plan, exchange, key, model, 0, 0).stream()
                .filter(claim -> claim.limit().measure() == Measure.REQUESTS)
                .toList();
        return reserve(plan, exchange, key, model, claims);
    }

    /** All claims but those on budgets of the route that have not enough: rates, and budgets of keys and teams, hold wherever it goes. */
    private static List<Claim> withoutExhausted(RoutePlan plan, Decision.Refused refused) {
        List<Claim> others = new ArrayList<>();
        for (Decision.Standing one : refused.standings()) {
            Limit limit = one.claim().limit();
            boolean spent = limit.enforced() && !one.enough() && plan.isBudgetOfRoute(limit);
            if (!spent) {
                others.add(one.claim());
            }
        }
        return others;
    }

    private static List<Claim> claims(
            RoutePlan plan, Exchange exchange, @Nullable VirtualKey key, String model, long input, long output) {
        Usage most = new Usage(input, 0, 0, output, 0);
        long cost = cost(price(plan, model), most);
        List<Claim> claims = new ArrayList<>();
        for (HeldLimit held : plan.limits()) {
            claims.add(new Claim(
                    held.limit(),
                    held.holder(exchange, key, model),
                    amount(held.limit().measure(), most, cost),
                    held.mostHolders()));
        }
        if (key != null) {
            for (Limit limit : key.limits()) {
                claims.add(claim(limit, key.id(), most, cost));
            }
            Team team = key.team();
            if (team != null) {
                for (Limit limit : team.limits()) {
                    claims.add(claim(limit, team.id(), most, cost));
                }
            }
        }
        return claims;
    }

    private static Claim claim(Limit limit, String holder, Usage usage, long cost) {
        return new Claim(limit, holder, amount(limit.measure(), usage, cost));
    }

    private static long amount(Measure measure, Usage usage, long cost) {
        return switch (measure) {
            case INPUT_TOKENS -> usage.input();
            case OUTPUT_TOKENS -> usage.output();
            case TOKENS -> usage.total();
            case REQUESTS -> 1;
            case MONEY -> Math.max(0, cost);
        };
    }

    private static @Nullable Price price(RoutePlan plan, String model) {
        Prices prices = plan.prices();
        return prices == null ? null : prices.of(model);
    }

    private static long cost(@Nullable Price price, Usage usage) {
        return price == null ? -1 : price.cost(usage);
    }

    /** Why the request may go nowhere, or null where it may. */
    @Nullable
    Fault refusal() {
        return decision instanceof Decision.Refused refused ? fault(refused) : null;
    }

    /** Why it may not go to its route's own upstream, but to those of its fallback; null where it may. */
    @Nullable
    Fault exhausted() {
        Decision.Refused spent = exhausted;
        return spent == null ? null : fault(spent);
    }

    private static Fault fault(Decision.Refused refused) {
        if (refused.why() == Decision.Why.HOLDERS) {
            return new LimitFault(LimitFault.Kind.BUDGET_EXHAUSTED, 429, "Too many share this limit already.", 60);
        }
        Window window = refused.by().claim().limit().window();
        LimitFault.Kind kind =
                window instanceof Window.Bucket ? LimitFault.Kind.TOKENS_LIMITED : LimitFault.Kind.BUDGET_EXHAUSTED;
        return new LimitFault(
                kind, 429, sentence(refused.by()), seconds(refused.by().waitNanos()));
    }

    private static String sentence(Decision.Standing by) {
        Measure measure = by.claim().limit().measure();
        String what = switch (measure) {
            case INPUT_TOKENS -> "input tokens";
            case OUTPUT_TOKENS -> "output tokens";
            case TOKENS -> "tokens";
            case REQUESTS -> "requests";
            case MONEY -> "money";
        };
        boolean rate = by.claim().limit().window() instanceof Window.Bucket;
        return (rate ? "Rate limit of " + what + " exceeded" : "Budget of " + what + " exhausted")
                + ": this request may use " + by.claim().amount() + ", and " + Math.max(0, by.remaining())
                + " are left.";
    }

    private static long seconds(long nanos) {
        return Math.max(1, Math.ceilDiv(Math.min(nanos, Long.MAX_VALUE - NANOS_PER_SECOND), NANOS_PER_SECOND));
    }

    long waitNanos() {
        Decision.Refused by = refused();
        return by == null ? 0 : by.by().waitNanos();
    }

    private Decision.@Nullable Refused refused() {
        return decision instanceof Decision.Refused refused ? refused : exhausted;
    }

    @Nullable
    Measure refusedMeasure() {
        Decision.Refused by = refused();
        return by == null ? null : by.by().claim().limit().measure();
    }

    /** It goes to a model of this name now. */
    void sentTo(String name) {
        if (!name.equals(model)) {
            model = name;
            price = price(plan, name);
        }
    }

    boolean isClientGone() {
        return exchange.fault() instanceof ClientFault;
    }

    Charge charge(Usage usage, UsageSource source, AnswerEnd end) {
        return new Charge(usage, cost(price, usage), source, end);
    }

    /** What was charged, once it is over; null where nothing was. */
    @Nullable
    Charge charged() {
        return charged;
    }

    /** Tells the client what is left of its budget, and what this has cost, where that is known already. */
    void tell(Fields fields, @Nullable Charge known) {
        Standings.tell(fields, decision);
        tellCost(fields, known);
    }

    /** Tells what it has cost, where that is known. */
    void tellCost(Fields fields, @Nullable Charge known) {
        Prices prices = plan.prices();
        if (known != null && prices != null) {
            Standings.tellCost(fields, known.cost(), prices.currency());
        }
    }

    /** Settles what was used; gives back what was reserved where nothing was. */
    void end(@Nullable ModelAnswer answer, PromptEstimate prompt) {
        Charge made = answer == null ? unanswered(prompt) : answer.charge(this, prompt);
        charged = made;
        if (made == null) {
            if (decision instanceof Decision.Granted granted) {
                giveBack(granted.reservation(), AnswerEnd.ERROR);
            }
            return;
        }
        Entry entry = entry(made);
        plan.parts().counts().add(entry);
        if (decision instanceof Decision.Granted granted) {
            long[] used = used(made);
            granted.reservation().settle(used, entry);
            if (!granted.standings().isEmpty()) {
                plan.parts().budgets().used(claims, used);
            }
        }
        if (answer != null) {
            answer.learn(plan.parts().calibrations(), prompt);
        }
    }

    /** The same of a request that takes no tokens. */
    void endFree() {
        if (decision instanceof Decision.Granted granted) {
            giveBack(granted.reservation(), AnswerEnd.STOP);
        }
    }

    private Entry entry(Charge made) {
        return new Entry(
                exchange.requestIdText(),
                System.currentTimeMillis(),
                plan.id(),
                key == null ? "" : key.id(),
                key == null ? "" : key.teamId(),
                model,
                made.usage(),
                Math.max(0, made.cost()),
                made.source(),
                made.end());
    }

    /** Nothing was used; but a request that an origin was asked is one of those that may be made in a minute. */
    private void giveBack(Reservation reservation, AnswerEnd end) {
        boolean counts = exchange.isSent()
                && claims.stream().anyMatch(claim -> claim.limit().measure() == Measure.REQUESTS);
        if (!counts) {
            reservation.release();
            return;
        }
        Charge nothing = new Charge(Usage.NONE, 0, UsageSource.COUNTED, end);
        reservation.settle(used(nothing), entry(nothing));
    }

    /** A client that left before the answer began has had its prompt read; a request that no origin answered has used nothing. */
    private @Nullable Charge unanswered(PromptEstimate prompt) {
        boolean left = isClientGone() && exchange.isSent();
        if (!left) {
            return null;
        }
        UsageSource source = prompt.exact() ? UsageSource.COUNTED : UsageSource.ESTIMATED;
        return charge(new Usage(prompt.tokens(), 0, 0, 0, 0), source, AnswerEnd.DISCONNECT);
    }

    private long[] used(Charge made) {
        long[] used = new long[claims.size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = amount(claims.get(i).limit().measure(), made.usage(), made.cost());
        }
        return used;
    }
}
