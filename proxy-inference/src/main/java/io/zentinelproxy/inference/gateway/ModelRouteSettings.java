package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.limits.BudgetTerms;
import io.zentinelproxy.inference.limits.EstimationMethod;
import io.zentinelproxy.inference.limits.RateTerms;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.Prices;
import io.zentinelproxy.inference.models.RoutingTerms;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code inference} of a route.
 *
 * @param key of the provider, for upstreams that have none of their own; null where the client's goes on
 * @param keys who must have a virtual key; null for everybody where there is a file of them, and nobody where there is none
 * @param others what becomes of requests for no API that is known
 * @param maxOctets of a request's content
 * @param maxOutput tokens that an answer may have at most, which is asked of the model; null for as many as the client asks for
 * @param expectedOutput tokens that are reserved for an answer whose client sets no limit
 * @param tellsUsage whether upstreams without a block of their own may be asked for the usage in streams
 * @param tells whether answers tell what they cost and what is left
 * @param estimation how tokens are told before the provider tells them
 * @param rate null where there is none
 * @param prices null where costs are not counted
 * @param routing where requests go, by their models; null for the route's own upstream
 */
record ModelRouteSettings(
        Provider provider,
        @Nullable SecretText key,
        @Nullable KeyUse keys,
        OtherRequests others,
        int maxOctets,
        @Nullable Integer maxOutput,
        int expectedOutput,
        boolean tellsUsage,
        boolean tells,
        EstimationMethod estimation,
        @Nullable RateTerms rate,
        List<BudgetTerms> budgets,
        @Nullable Prices prices,
        @Nullable RoutingTerms routing)
        implements ModuleSettings {
    /** What becomes of requests that are for no API that is known, but those that only ask (GET, HEAD). */
    enum OtherRequests {
        /** What they use is neither counted nor limited. */
        PASS,
        REFUSE
    }

    /** Whether a budget of its own is of money. */
    boolean isLimitedInMoney() {
        return budgets.stream()
                .flatMap(budget -> budget.limits().stream())
                .anyMatch(limit -> limit.measure() == Measure.MONEY);
    }

    @Override
    public List<Located<String>> upstreams() {
        return routing == null ? List.of() : routing.upstreams();
    }

    @Override
    public @Nullable Located<String> upstreamOfRoute() {
        return routing == null ? null : routing.otherwise();
    }

    @Override
    public ModuleSettings resolved(UnaryOperator<String> ids) {
        RoutingTerms there = routing == null ? null : routing.resolved(ids);
        return new ModelRouteSettings(
                provider,
                key,
                keys,
                others,
                maxOctets,
                maxOutput,
                expectedOutput,
                tellsUsage,
                tells,
                estimation,
                rate,
                budgets,
                prices,
                there);
    }

    /** Who must have a virtual key. */
    enum KeyUse {
        REQUIRED,
        /** Who has none is served without limits of keys; one that is not known is refused. */
        OPTIONAL,
        /** Keys are the provider's. */
        OFF
    }
}
