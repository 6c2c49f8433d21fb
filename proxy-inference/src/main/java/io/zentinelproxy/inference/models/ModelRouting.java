package io.zentinelproxy.inference.models;

import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.inference.model.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where a request goes by its model and the size of its prompt: an alias is put in place, once; then the first rule wins that fits
 * the name and the size, and whose model takes a prompt of that size. Any thread, as far as the source of chance is.
 */
public final class ModelRouting {
    private final RoutingTerms terms;
    private final RandomGenerator chance;
    private final boolean asksForSize;

    /** What is chosen. */
    public sealed interface Choice {
        /**
         * Where it goes.
         *
         * @param upstream null for the route's own
         * @param model by which name; null for the one that the client has written
         * @param provider in whose words; null for the route's
         */
        record Routed(
                @Nullable String upstream,
                @Nullable String model,
                @Nullable Provider provider) implements Choice {}

        /**
         * The prompt is longer than any model takes that it could go to.
         *
         * @param window tokens that the largest of them takes
         */
        record ContextExceeded(int window) implements Choice {}

        /** There is no rule for the model, and others are refused. */
        record UnknownModel() implements Choice {}
    }

    /** @param chance for choices by weight; of any thread */
    public ModelRouting(RoutingTerms terms, RandomGenerator chance) {
        this.terms = terms;
        this.chance = chance;
        asksForSize = !terms.windows().isEmpty()
                || terms.rules().stream().anyMatch(rule -> rule.min() > 0 || rule.max() < Integer.MAX_VALUE);
    }

    /** Whether it matters how long a prompt is; where it does not, nobody need count. */
    public boolean asksForSize() {
        return asksForSize;
    }

    /**
     * @param asked the model as the client writes it
     * @param promptTokens counted or estimated; 0 where it does not matter
     */
    public Choice choose(String asked, long promptTokens) {
        // None is so long; and what has no bound takes it.
        return choose(asked, (int) Math.min(promptTokens, Integer.MAX_VALUE));
    }

    private Choice choose(String asked, int promptTokens) {
        String alias = terms.aliases().find(asked);
        String model = alias == null ? asked : alias;
        boolean known = false;
        int widest = 0;
        for (RoutingRule rule : terms.rules()) {
            if (!rule.takes(model, promptTokens)) {
                known |= rule.glob().matches(model);
                continue;
            }
            known = true;
            int window = window(rule, model);
            if (promptTokens <= window) {
                return routed(byWeight(rule, model, promptTokens), model, asked);
            }
            widest = Math.max(widest, window);
        }
        return otherwise(known, widest, model, asked, promptTokens);
    }

    private Choice otherwise(boolean known, int widest, String model, String asked, int promptTokens) {
        if (!known && terms.refusesUnknown()) {
            return new Choice.UnknownModel();
        }
        int window = windowOf(model);
        if (promptTokens > window) {
            return new Choice.ContextExceeded(Math.max(widest, window));
        }
        Located<String> upstream = terms.otherwise();
        return new Choice.Routed(upstream == null ? null : upstream.value(), renamed(model, asked), null);
    }

    private static Choice routed(RoutingRule rule, String model, String asked) {
        Located<String> upstream = rule.upstream();
        String name = rule.to() == null ? model : rule.to();
        return new Choice.Routed(upstream == null ? null : upstream.value(), renamed(name, asked), rule.provider());
    }

    private static @Nullable String renamed(String name, String asked) {
        return name.equals(asked) ? null : name;
    }

    /** One of the rules beside this one whose models take the prompt. */
    private RoutingRule byWeight(RoutingRule first, String model, int promptTokens) {
        if (first.weight() == 0) {
            return first;
        }
        List<RoutingRule> beside = new ArrayList<>();
        int total = 0;
        for (RoutingRule rule : terms.rules()) {
            if (rule.isBeside(first) && promptTokens <= window(rule, model)) {
                beside.add(rule);
                total += rule.weight();
            }
        }
        int drawn = beside.size() == 1 ? 0 : chance.nextInt(total);
        for (RoutingRule rule : beside) {
            drawn -= rule.weight();
            if (drawn < 0) {
                return rule;
            }
        }
        return first;
    }

    private int window(RoutingRule rule, String model) {
        return windowOf(rule.to() == null ? model : rule.to());
    }

    private int windowOf(String model) {
        Integer window = terms.windows().find(model);
        return window == null ? Integer.MAX_VALUE : window;
    }
}
