package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.FallbackSettings.ModelName;
import io.zentinelproxy.core.config.kdl.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code fallback} of a route. */
final class FallbackReader {
    private static final Key<Integer> MAX_ATTEMPTS = Key.defaulting(
            "max-attempts",
            QuantityTypes.count(1, 10),
            3,
            "Upstreams that one request goes to at most, besides the route's own.");

    private static final Key<Boolean> ON_HEALTH = Key.defaulting(
            "on-health-failure", WordTypes.SWITCH, true, "No target of the upstream can take the request.");

    private static final Key<Boolean> ON_CONNECTION_ERROR = Key.defaulting(
            "on-connection-error",
            WordTypes.SWITCH,
            true,
            "No connection came about or none was free, or it broke before an answer began.");

    private static final Key<Integer> ON_LATENCY = Key.optional(
            "on-latency-threshold-ms",
            QuantityTypes.count(1, 3_600_000),
            "however long it takes",
            "No answer of the upstream has begun after so many milliseconds, all tries together.");

    private static final Key<Integer> ON_STATUSES = Key.plural(
            "on-error-codes",
            QuantityTypes.count(400, 599),
            "none",
            "Statuses of answers, those included that the proxy would give itself, such as 504 where an origin is silent.");

    private static final Key<Boolean> ON_BUDGET = Key.defaulting(
            "on-budget-exhausted",
            WordTypes.SWITCH,
            false,
            "The budget of the route's block `inference` is used up. What is used at the next upstream is entered in the books, and does not count for that budget.");

    private static final Block TRIGGERS = Block.single(
                    "triggers", "What sends a request to the next upstream, as long as it may be sent again.")
            .keys(ON_HEALTH, ON_CONNECTION_ERROR, ON_LATENCY, ON_STATUSES, ON_BUDGET);

    private static final Key<String> UPSTREAM =
            Key.required("upstream", WordTypes.ID_TYPE, "An upstream of the top-level block.");

    private static final Key<Boolean> SKIP_IF_UNHEALTHY = Key.defaulting(
            "skip-if-unhealthy", WordTypes.SWITCH, false, "It is passed by while none of its targets gets requests.");

    private static final Key<String> PROVIDER = Key.optional(
            "provider",
            WordTypes.choice(providers(), List.of()),
            "the route's",
            "Whose credentials go to it, of the route's block `inference`.");

    private static final Key<String> MODEL_NAME =
            Key.required("model", WordTypes.MODEL, "What that model is called there.");

    /** Goes by the glob of models. */
    private static final Block MODEL = Block.repeated(
                    "MODEL", "A glob of models as the client names them, and behind it the name there.")
            .arguments(MODEL_NAME);

    private static final Block MODEL_MAPPING =
            Block.single("model-mapping", "What models are called at it; the first that fits counts.");

    private static final Block FALLBACK_UPSTREAM = Block.repeated(
                    "fallback-upstream", "Who is asked next, in the order of the file.")
            .alias("upstream")
            .arguments(UPSTREAM)
            .keys(SKIP_IF_UNHEALTHY, PROVIDER)
            .blocks(MODEL_MAPPING);

    static final Block BLOCK = Block.single("fallback", "Which upstreams answer where the route's own does not.")
            .keys(MAX_ATTEMPTS)
            .blocks(TRIGGERS, FALLBACK_UPSTREAM, MODEL_MAPPING);

    private record Named(
            Located<String> upstream,
            boolean skipIfUnhealthy,
            @Nullable String provider,
            List<ModelName> models) {}

    private final References references;

    FallbackReader(References references) {
        this.references = references;
    }

    /**
     * What comes of it once every upstream is read; of null where the route has none.
     *
     * @param own the route's upstream, or null where none answers
     */
    Supplier<@Nullable FallbackSettings> read(Section route, @Nullable Located<String> own) {
        Supplier<@Nullable FallbackSettings> read = route.optional(BLOCK, section -> readBlock(section, own));
        return read == null ? () -> null : read;
    }

    private Supplier<@Nullable FallbackSettings> readBlock(Section section, @Nullable Located<String> own) {
        if (own == null) {
            section.report("a route without an `upstream` has none to fall back from", "an `upstream`");
        }
        int maxAttempts = section.get(MAX_ATTEMPTS);
        FallbackSettings.Triggers triggers = section.one(TRIGGERS, FallbackReader::readTriggers);
        List<Named> upstreams = section.each(FALLBACK_UPSTREAM, this::readUpstream);
        if (upstreams.isEmpty()) {
            section.report("`fallback` names no upstream", "a `fallback-upstream`");
        }
        List<ModelName> models = section.one(MODEL_MAPPING, FallbackReader::readModels);
        refuseRepeated(section, upstreams, own);
        return () -> new FallbackSettings(
                maxAttempts,
                triggers,
                upstreams.stream().map(one -> resolve(one, models)).toList());
    }

    private static FallbackSettings.Triggers readTriggers(Section section) {
        Integer latency = section.find(ON_LATENCY);
        boolean health = section.get(ON_HEALTH);
        boolean connectionError = section.get(ON_CONNECTION_ERROR);
        List<Integer> statuses = section.all(ON_STATUSES);
        boolean budget = section.get(ON_BUDGET);
        if (!health && !connectionError && latency == null && statuses.isEmpty() && !budget) {
            section.report("nothing triggers this `fallback`", "one trigger at least");
        }
        return new FallbackSettings.Triggers(
                health,
                connectionError,
                latency == null ? null : Duration.ofMillis(latency),
                List.copyOf(statuses),
                budget);
    }

    private @Nullable Named readUpstream(Section section) {
        Located<String> upstream = section.argument(UPSTREAM);
        references.use(References.Kind.UPSTREAM, upstream);
        boolean skip = section.get(SKIP_IF_UNHEALTHY);
        String provider = section.find(PROVIDER);
        List<ModelName> models = section.one(MODEL_MAPPING, FallbackReader::readModels);
        return upstream == null ? null : new Named(upstream, skip, provider, models);
    }

    private static List<ModelName> readModels(Section section) {
        return section.named(any -> true, MODEL, one -> {
            Located<String> to = one.argument(MODEL_NAME);
            return to == null ? null : new ModelName(one.name(), to.value());
        });
    }

    /** The names of providers, which mean something to the module that serves models. */
    private static Map<String, String> providers() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : List.of("openai", "anthropic", "generic")) {
            names.put(name, name);
        }
        return names;
    }

    private static void refuseRepeated(Section section, List<Named> upstreams, @Nullable Located<String> own) {
        Set<String> seen = new HashSet<>();
        if (own != null) {
            seen.add(own.value());
        }
        for (Named named : upstreams) {
            if (!seen.add(named.upstream.value())) {
                section.report(Problem.at(
                        named.upstream.position(),
                        "the upstream `" + named.upstream.value() + "` is asked already before"));
            }
        }
    }

    /** @param models of the fallback as a whole, which count behind the upstream's own */
    private FallbackSettings.Target resolve(Named named, List<ModelName> models) {
        String upstream = references.resolve(References.Kind.UPSTREAM, named.upstream.value());
        List<ModelName> all =
                Stream.concat(named.models.stream(), models.stream()).toList();
        return new FallbackSettings.Target(
                Objects.requireNonNull(upstream), named.skipIfUnhealthy, named.provider, all);
    }
}
