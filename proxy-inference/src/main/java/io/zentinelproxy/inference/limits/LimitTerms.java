package io.zentinelproxy.inference.limits;

import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.inference.ledger.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Limits of one scope: of a route, a key, a team. */
public final class LimitTerms {
    private LimitTerms() {}

    /**
     * The limits under ids that are theirs alone: {@code scope/tokens-per-minute}, {@code scope/budget-daily-tokens}.
     *
     * @param scope such as {@code key:alice}; the same over reloads
     */
    public static List<Limit> within(String scope, List<Limit> limits) {
        return limits.stream()
                .map(limit -> new Limit(
                        scope + "/" + limit.id(),
                        limit.measure(),
                        limit.window(),
                        limit.most(),
                        limit.extra(),
                        limit.rollover(),
                        limit.thresholds(),
                        limit.enforced()))
                .toList();
    }

    /** Reads {@link RateLimitBlock#OF_HOLDER} and {@link BudgetBlock#OF_HOLDER}, which the section must declare. */
    public static List<Limit> readOfHolder(Section section, String scope) {
        RateTerms rates = section.optional(RateLimitBlock.OF_HOLDER, RateLimitBlock::readOfHolder);
        List<Limit> limits = new ArrayList<>(rates == null ? List.of() : rates.limits());
        List<BudgetTerms> budgets = section.each(BudgetBlock.OF_HOLDER, BudgetBlock::readOfHolder);
        budgets.forEach(budget -> limits.addAll(budget.limits()));
        reportTwice(section, limits);
        return within(scope, limits);
    }

    /** Reports limits of one scope that would be counted as one. */
    public static void reportTwice(Section section, List<Limit> limits) {
        Set<String> ids = new HashSet<>();
        for (Limit limit : limits) {
            if (!ids.add(limit.id())) {
                section.report("two budgets of the same period and measure", "one of them");
            }
        }
    }
}
