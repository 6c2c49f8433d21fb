package io.zentinelproxy.inference.limits;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.models.ModelTypes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code budget}: tokens and money in a longer time. */
public final class BudgetBlock {
    /** With all that may be carried over and overdrawn it is below 2^53, as far as Redis counts exactly. */
    private static final long MAX_AMOUNT = 300_000_000_000_000L;

    private static final int PER_MILLE = 1000;
    private static final int MAX_THRESHOLDS = 16;
    private static final int MAX_PARTS = 8;
    private static final int MAX_TURNS = 12;
    private static final List<Integer> USUAL_THRESHOLDS = List.of(800, 900, 950);

    private static final Key<Window> PERIOD = Key.defaulting(
            "period",
            LimitTypes.PERIOD,
            new Window.Calendar(Window.Unit.DAY),
            "The time it is for: from one full hour, midnight or first of the month (UTC) to the next; or the last so many seconds.");

    private static final Key<Long> LIMIT = Key.optional(
                    "limit", LimitTypes.amount(MAX_AMOUNT), "`limit-cost` alone", "Tokens, read and written.")
            .alias("limit-tokens");

    private static final Key<Long> COST = Key.optional(
            "limit-cost",
            ModelTypes.money(MAX_AMOUNT),
            "`limit` alone",
            "Money, in the currency of `cost-attribution`.");

    private static final Key<Integer> THRESHOLDS = Key.plural(
            "alert-thresholds",
            LimitTypes.share(1, 10 * PER_MILLE),
            "0.8, 0.9, 0.95",
            "Shares of it at which an alert is told, once in each period.");

    private static final Key<Boolean> ENFORCE = Key.defaulting(
            "enforce", WordTypes.SWITCH, true, "Whether requests beyond it are refused, or only counted and told.");

    private static final Key<Boolean> ROLLOVER = Key.defaulting(
            "rollover",
            WordTypes.SWITCH,
            false,
            "Whether what is left of a period may be used in the next one as well.");

    private static final Key<Integer> ROLLOVER_CAP = Key.optional(
            "rollover-cap",
            LimitTypes.share(1, MAX_TURNS * PER_MILLE),
            "1.0",
            "How much may be taken along at most, as a share of the budget.");

    private static final Key<Integer> BURST = Key.optional(
            "burst-allowance",
            LimitTypes.share(0, 10 * PER_MILLE),
            "nothing",
            "How much more may be used, as a share of the budget; it is told as an overdraft.");

    private static final Key<Integer> MAX_TENANTS =
            Key.defaulting("max-tenants", count(1, 10_000_000), 10_000, "Holders whose budgets are known at once.");

    private static final Key<HolderPart> HOLDER = Key.plural(
            "key",
            LimitTypes.HOLDER,
            "virtual-key where the route has such, else client-ip",
            "Whom a request counts for: of several parts all count together. Values of fields are hashed.");

    /** As it stands in a route. */
    public static final Block BLOCK = Block.repeated("budget", "Tokens and money in a longer time.")
            .keys(PERIOD, LIMIT, COST, THRESHOLDS, ENFORCE, ROLLOVER, ROLLOVER_CAP, BURST, MAX_TENANTS, HOLDER);

    /** As it stands where its holder is known. */
    public static final Block OF_HOLDER = Block.repeated("budget", "Tokens and money in a longer time.")
            .keys(PERIOD, LIMIT, COST, THRESHOLDS, ENFORCE, ROLLOVER, ROLLOVER_CAP, BURST);

    private BudgetBlock() {}

    /** Reads {@link #BLOCK}. */
    public static BudgetTerms read(Section section) {
        List<HolderPart> holder = section.all(HOLDER);
        if (holder.size() > MAX_PARTS) {
            section.report("`key` has too many parts", "at most " + MAX_PARTS);
        }
        return new BudgetTerms(limits(section), List.copyOf(holder), section.get(MAX_TENANTS));
    }

    /** Reads {@link #OF_HOLDER}. */
    public static BudgetTerms readOfHolder(Section section) {
        return new BudgetTerms(limits(section), List.of(), 1);
    }

    /** What budgets of a period have in common, whatever they count. */
    private record Common(
            Window window, int extra, @Nullable Integer rollover, List<Integer> thresholds, boolean enforced) {
        Limit of(Measure measure, String counted, long most) {
            String id = "budget-" + LimitTypes.renderPeriod(window).replace("\"", "") + "-" + counted;
            Long taken = rollover == null ? null : Long.valueOf(share(most, rollover));
            return new Limit(id, measure, window, most, share(most, extra), taken, thresholds, enforced);
        }

        /** Rounded down: most is at most 10^15, so that nothing overflows. */
        private static long share(long most, int perMille) {
            return most / PER_MILLE * perMille + most % PER_MILLE * perMille / PER_MILLE;
        }
    }

    private static List<Limit> limits(Section section) {
        Window window = section.get(PERIOD);
        Integer extra = section.find(BURST);
        Common common = new Common(
                window,
                extra == null ? 0 : extra,
                rollover(section, window),
                thresholds(section),
                section.get(ENFORCE));
        Long tokens = section.find(LIMIT);
        Long cost = section.find(COST);
        List<Limit> limits = new ArrayList<>();
        if (tokens != null) {
            limits.add(common.of(Measure.TOKENS, "tokens", tokens));
        }
        if (cost != null) {
            limits.add(common.of(Measure.MONEY, "cost", cost));
        }
        if (limits.isEmpty()) {
            section.report("a budget of nothing", "`limit` or `limit-cost`");
        }
        return List.copyOf(limits);
    }

    private static List<Integer> thresholds(Section section) {
        List<Integer> written = section.all(THRESHOLDS);
        if (written.size() > MAX_THRESHOLDS) {
            section.report("too many `alert-thresholds`", "at most " + MAX_THRESHOLDS);
        }
        return written.isEmpty()
                ? USUAL_THRESHOLDS
                : written.stream().distinct().sorted().toList();
    }

    private static @Nullable Integer rollover(Section section, Window window) {
        boolean wanted = section.get(ROLLOVER);
        Integer cap = section.find(ROLLOVER_CAP);
        if (cap != null && !wanted) {
            section.report("`rollover-cap` says nothing without `rollover`", "`rollover #true` beside it");
        }
        if (wanted && !(window instanceof Window.Calendar)) {
            section.report(
                    "what is left of a time that never ends cannot be taken along", "a `period` of the calendar");
        }
        if (!wanted) {
            return null;
        }
        return cap == null ? PER_MILLE : cap;
    }
}
