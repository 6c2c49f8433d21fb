package io.zentinelproxy.inference.models;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.inference.model.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code model-routing}. */
public final class RoutingBlock {
    /** Each is tried for a model that none fits. */
    static final int MAX_RULES = 1000;

    private static final int MAX_WEIGHT = 1_000_000;
    private static final int MAX_TOKENS = 1_000_000_000;

    /** Whose words an upstream speaks. */
    public static final ValueType<Provider> PROVIDER_TYPE = WordTypes.choice(providers(), List.of());

    private static final Key<ModelGlob> MODEL = Key.required(
            "model",
            ModelTypes.GLOB,
            "The models it is for, by the name that clients write, or that an alias stands for.");

    private static final Key<String> UPSTREAM =
            Key.optional("upstream", ModelTypes.UPSTREAM, "the route's own", "Where their requests go.");

    private static final Key<Provider> PROVIDER =
            Key.optional("provider", PROVIDER_TYPE, "the route's", "Whose words are spoken there.");

    private static final Key<String> TO =
            Key.optional("to", ModelTypes.NAME, "as asked for", "The name that the model has there.");

    private static final Key<Integer> WEIGHT = Key.optional(
            "weight",
            count(1, MAX_WEIGHT),
            "the first wins",
            "Of several with a weight, the same glob and the same sizes, how often it is chosen; one that stands alone is always.");

    private static final Key<Integer> MIN = Key.defaulting(
            "min-prompt-tokens",
            count(0, MAX_TOKENS),
            0,
            "It is for prompts of at least as many tokens, as we count them.");

    private static final Key<Integer> MAX = Key.optional(
            "max-prompt-tokens", count(1, MAX_TOKENS), "any", "It is for prompts of at most as many tokens.");

    private static final Block RULE = rule("model");
    private static final Block MAPPING = rule("mapping");

    private static Block rule(String name) {
        return Block.repeated(name, "Where requests for some models go. The first that fits model and prompt wins.")
                .arguments(MODEL)
                .keys(UPSTREAM, PROVIDER, TO, WEIGHT, MIN, MAX);
    }

    private static final Block MAPPINGS =
            Block.single("mappings", "The same rules in a block of their own.").blocks(MAPPING);

    private static final Key<ModelGlob> ALIASED = Key.required("model", ModelTypes.GLOB, "What clients write.");
    private static final Key<String> MEANT = Key.required("to", ModelTypes.NAME, "The model that is meant.");
    private static final Block ALIAS = Block.repeated(
                    "alias",
                    "A name for another model, put in its place before any rule is looked at. It is not looked up again.")
            .arguments(ALIASED)
            .keys(MEANT);

    private static final Key<ModelGlob> SIZED =
            Key.required("model", ModelTypes.GLOB, "The models, by their last name.");
    private static final Key<Integer> WINDOW =
            Key.required("window", count(1, MAX_TOKENS), "Tokens of a prompt that they take at most.");
    private static final Block SIZE = Block.repeated("model", "How much some models take.")
            .arguments(SIZED)
            .keys(WINDOW);
    private static final Block CONTEXT = Block.single(
                    "context",
                    "What models take at most. A rule whose model does not take a prompt is passed over; where none is left the prompt is refused.")
            .blocks(SIZE);

    private static final Key<String> HEADER = Key.optional(
            "model-header",
            ModelTypes.FIELD_NAME,
            "none",
            "A field of requests that names the model, for those whose content does not.");

    private static final Key<String> DEFAULT_UPSTREAM = Key.optional(
            "default-upstream", ModelTypes.UPSTREAM, "the route's own", "Where requests go that no rule fits.");

    private static final Key<Boolean> UNKNOWN = Key.defaulting(
            "unknown-models",
            WordTypes.choice(unknown(), List.of()),
            false,
            "Whether requests for models without a rule go where others do (`pass`) or are refused (`refuse`).");

    /** What may stand in it. */
    public static final Block BLOCK = Block.single(
                    "model-routing",
                    "Where requests go, by the model that they ask for and the length of their prompt.")
            .keys(HEADER, DEFAULT_UPSTREAM, UNKNOWN)
            .blocks(ALIAS, RULE, MAPPINGS, CONTEXT);

    private RoutingBlock() {}

    private record Placed(Position position, RoutingRule rule) {}

    private record Named<T>(ModelGlob glob, T value) {}

    /** What it says. The ids of upstreams are not looked up: see {@link RoutingTerms#upstreams}. */
    public static RoutingTerms read(Section section) {
        String header = section.find(HEADER);
        Located<String> otherwise = section.locate(DEFAULT_UPSTREAM);
        boolean refusesUnknown = section.get(UNKNOWN);
        if (otherwise != null && refusesUnknown) {
            section.report(Problem.at(otherwise.position(), "no request is left for `default-upstream`")
                    .expecting("either that or `unknown-models \"refuse\"`"));
        }
        ModelRules<String> aliases = rules(section.each(ALIAS, alias -> named(alias, ALIASED, MEANT)));
        List<RoutingRule> rules = readRules(section);
        List<Named<Integer>> windows =
                section.optional(CONTEXT, context -> context.each(SIZE, size -> named(size, SIZED, WINDOW)));
        return new RoutingTerms(
                header, otherwise, refusesUnknown, aliases, rules, rules(windows == null ? List.of() : windows));
    }

    private static <T> @Nullable Named<T> named(Section section, Key<ModelGlob> glob, Key<T> key) {
        Located<ModelGlob> name = section.argument(glob);
        T value = section.find(key);
        return name == null || value == null ? null : new Named<>(name.value(), value);
    }

    private static <T> ModelRules<T> rules(List<Named<T>> all) {
        ModelRules.Builder<T> rules = new ModelRules.Builder<>();
        all.forEach(one -> rules.add(one.glob, one.value));
        return rules.build();
    }

    /** Those in the block and those in {@code mappings}, as they stand in the file. */
    private static List<RoutingRule> readRules(Section section) {
        List<Placed> placed = new ArrayList<>(section.each(RULE, RoutingBlock::readRule));
        List<Placed> mappings = section.optional(MAPPINGS, block -> block.each(MAPPING, RoutingBlock::readRule));
        placed.addAll(mappings == null ? List.of() : mappings);
        if (placed.size() > MAX_RULES) {
            section.report("too many rules", "at most " + MAX_RULES);
        }
        return placed.stream()
                .sorted(Comparator.comparing(Placed::position))
                .map(Placed::rule)
                .toList();
    }

    private static @Nullable Placed readRule(Section section) {
        Located<ModelGlob> glob = section.argument(MODEL);
        Located<String> upstream = section.locate(UPSTREAM);
        Provider provider = section.find(PROVIDER);
        String to = section.find(TO);
        Integer weight = section.find(WEIGHT);
        int min = section.get(MIN);
        Integer max = section.find(MAX);
        if (max != null && max < min) {
            section.report(
                    "no prompt has at least " + min + " and at most " + max + " tokens", "`max-prompt-tokens` of more");
        }
        if (glob == null) {
            return null;
        }
        int most = max == null ? Integer.MAX_VALUE : max;
        return new Placed(
                section.position(),
                new RoutingRule(glob.value(), upstream, provider, to, weight == null ? 0 : weight, min, most));
    }

    private static Map<String, Provider> providers() {
        Map<String, Provider> words = new LinkedHashMap<>();
        words.put("openai", Provider.OPENAI);
        words.put("anthropic", Provider.ANTHROPIC);
        words.put("generic", Provider.GENERIC);
        return words;
    }

    private static Map<String, Boolean> unknown() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("pass", false);
        words.put("refuse", true);
        return words;
    }
}
