package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.FallbackSettings;
import io.zentinelproxy.core.config.FallbackSettings.ModelName;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.inference.dialect.RequestLimits;
import io.zentinelproxy.inference.gateway.ModelRouteSettings.KeyUse;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.limits.BudgetTerms;
import io.zentinelproxy.inference.limits.LimitTerms;
import io.zentinelproxy.inference.limits.RateTerms;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.ModelGlob;
import io.zentinelproxy.inference.models.ModelRouting;
import io.zentinelproxy.inference.models.ModelRules;
import io.zentinelproxy.inference.models.Prices;
import io.zentinelproxy.inference.models.RoutingTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is decided about a route that serves models when the configuration loads. Immutable; any thread. */
final class RoutePlan {
    private final String id;
    private final ModelRouteSettings settings;
    private final Parts parts;
    private final KeyUse keyUse;
    private final @Nullable KeyFile keyFile;
    private final String upstream;
    private final ModelOrigin own;
    private final Map<String, ModelOrigin> declared;

    /** With those that the fallback adds. */
    private final Map<String, ModelOrigin> origins;

    /** By the ids of upstreams of the fallback. */
    private final Map<String, ModelRules<String>> mappings;

    private final List<HeldLimit> limits;
    private final @Nullable Prices prices;
    private final boolean leavesOnBudget;
    private final RequestLimits requestLimits;
    private final @Nullable ModelRouting routing;
    private final Set<String> upstreams;

    RoutePlan(
            RouteSettings route,
            ModelRouteSettings settings,
            GatewaySettings gateway,
            @Nullable KeyFile keyFile,
            Parts parts) {
        id = route.id();
        this.settings = settings;
        this.parts = parts;
        this.keyFile = keyFile;
        keyUse = keyUse(settings, keyFile);
        upstream = Objects.requireNonNull(route.upstream());
        own = new ModelOrigin(settings.provider(), settings.key(), settings.tellsUsage());
        declared = gateway.origins();
        origins = origins(route.fallback(), gateway.origins(), own);
        mappings = mappings(route.fallback());
        limits = limits(id, settings);
        FallbackSettings fallback = route.fallback();
        leavesOnBudget = fallback != null && fallback.triggers().budget();
        prices = settings.prices() == null ? gateway.prices() : settings.prices();
        RoutingTerms terms = settings.routing();
        // Weights are for shares, not for secrets; and one source is for all threads.
        routing = terms == null ? null : new ModelRouting(terms, new ThreadChance());
        upstreams = terms == null
                ? Set.of()
                : terms.upstreams().stream().map(Located::value).collect(Collectors.toUnmodifiableSet());
        requestLimits = new RequestLimits(
                settings.maxOctets(),
                RequestLimits.DEFAULT.depth(),
                Math.min(settings.maxOctets(), RequestLimits.DEFAULT.stringOctets()),
                RequestLimits.DEFAULT.values());
    }

    private static KeyUse keyUse(ModelRouteSettings settings, @Nullable KeyFile file) {
        KeyUse written = settings.keys();
        if (written != null) {
            return written;
        }
        return file == null ? KeyUse.OFF : KeyUse.REQUIRED;
    }

    /** A fallback may name the provider; keys are those of the upstream's own block, or none: what is for one provider is not told another. */
    private static Map<String, ModelOrigin> origins(
            @Nullable FallbackSettings fallback, Map<String, ModelOrigin> declared, ModelOrigin own) {
        Map<String, ModelOrigin> all = new HashMap<>(declared);
        if (fallback == null) {
            return Map.copyOf(all);
        }
        for (FallbackSettings.Target target : fallback.upstreams()) {
            String named = target.provider();
            ModelOrigin known = declared.get(target.upstream());
            if (known == null) {
                Provider provider = named == null ? own.provider() : provider(named);
                boolean same = provider == own.provider();
                all.put(target.upstream(), new ModelOrigin(provider, same ? own.key() : null, own.tellsUsage()));
            } else if (named != null) {
                all.put(target.upstream(), new ModelOrigin(provider(named), known.key(), known.tellsUsage()));
            }
        }
        return Map.copyOf(all);
    }

    private static Provider provider(String name) {
        return Objects.requireNonNull(ModelRouteBlock.providers().get(name));
    }

    private static Map<String, ModelRules<String>> mappings(@Nullable FallbackSettings fallback) {
        Map<String, ModelRules<String>> all = new HashMap<>();
        if (fallback != null) {
            for (FallbackSettings.Target target : fallback.upstreams()) {
                ModelRules.Builder<String> rules = new ModelRules.Builder<>();
                for (ModelName name : target.models()) {
                    rules.add(ModelGlob.of(name.glob()), name.name());
                }
                all.put(target.upstream(), rules.build());
            }
        }
        return Map.copyOf(all);
    }

    private static List<HeldLimit> limits(String id, ModelRouteSettings settings) {
        List<HeldLimit> all = new ArrayList<>();
        String scope = "route:" + id;
        RateTerms rate = settings.rate();
        if (rate != null) {
            for (Limit limit : LimitTerms.within(scope, rate.limits())) {
                all.add(new HeldLimit(limit, rate.holder(), Integer.MAX_VALUE));
            }
        }
        for (BudgetTerms budget : settings.budgets()) {
            for (Limit limit : LimitTerms.within(scope, budget.limits())) {
                all.add(new HeldLimit(limit, budget.holder(), budget.maxTenants()));
            }
        }
        return List.copyOf(all);
    }

    String id() {
        return id;
    }

    ModelRouteSettings settings() {
        return settings;
    }

    Parts parts() {
        return parts;
    }

    KeyUse keyUse() {
        return keyUse;
    }

    /** Those in force; only where keys are used. */
    KeyRing keys() {
        return Objects.requireNonNull(keyFile).ring();
    }

    /** The id of the route's own upstream. */
    String upstream() {
        return upstream;
    }

    /** Where requests go by their models, or null where all go to the route's own upstream. */
    @Nullable
    ModelRouting routing() {
        return routing;
    }

    /** What models cost, or null where that is not said. */
    @Nullable
    Prices prices() {
        return prices;
    }

    /** Whether a request whose route's budget is used up goes elsewhere. */
    boolean leavesOnBudget() {
        return leavesOnBudget;
    }

    /** Whether it is a budget of this route, rather than a rate, or one of a key or team. */
    boolean isBudgetOfRoute(Limit limit) {
        return !(limit.window() instanceof Window.Bucket)
                && limits.stream().anyMatch(held -> held.limit().equals(limit));
    }

    /** The field that may name the model, in lower case; null for none. */
    @Nullable
    String modelField() {
        RoutingTerms terms = settings.routing();
        return terms == null ? null : terms.header();
    }

    /** Where requests may be sent by their models. */
    Set<String> upstreams() {
        return upstreams;
    }

    /** Who serves models at an upstream. */
    ModelOrigin origin(String upstreamId) {
        return origins.getOrDefault(upstreamId, own);
    }

    /** The same where a rule says whose words are spoken there: what is for the route's provider is not told another. */
    ModelOrigin origin(String upstreamId, Provider named) {
        ModelOrigin known = declared.get(upstreamId);
        if (known != null) {
            return new ModelOrigin(named, known.key(), known.tellsUsage());
        }
        return named == own.provider() ? own : new ModelOrigin(named, null, own.tellsUsage());
    }

    /** What a model is called at an upstream of the fallback; null for as it was. */
    @Nullable
    String mapped(String upstreamId, String model) {
        ModelRules<String> rules = mappings.get(upstreamId);
        return rules == null ? null : rules.find(model);
    }

    List<HeldLimit> limits() {
        return limits;
    }

    RequestLimits requestLimits() {
        return requestLimits;
    }
}
