package io.zentinelproxy.inference.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a model: of several rules the first that fits. An exact name is found in a table, and only the globs before it are
 * tried; thus a thousand exact names cost no more than one. Immutable.
 */
public final class ModelRules<T> {
    private record Rule<T>(int place, T value) {}

    private record Globbed<T>(int place, ModelGlob glob, T value) {}

    private final Map<String, Rule<T>> exact;
    private final List<Globbed<T>> globs;

    private ModelRules(Map<String, Rule<T>> exact, List<Globbed<T>> globs) {
        this.exact = exact;
        this.globs = globs;
    }

    /** Puts rules one behind the other. Belongs to one thread. */
    public static final class Builder<T> {
        private final Map<String, Rule<T>> exact = new HashMap<>();
        private final List<Globbed<T>> globs = new ArrayList<>();
        private int place;

        public Builder<T> add(ModelGlob glob, T value) {
            if (glob.isExact()) {
                exact.putIfAbsent(glob.pattern(), new Rule<>(place++, value));
            } else {
                globs.add(new Globbed<>(place++, glob, value));
            }
            return this;
        }

        public ModelRules<T> build() {
            return new ModelRules<>(Map.copyOf(exact), List.copyOf(globs));
        }
    }

    public boolean isEmpty() {
        return exact.isEmpty() && globs.isEmpty();
    }

    /** Of the first rule that fits, or null. */
    public @Nullable T find(String model) {
        Rule<T> named = exact.get(model);
        int before = named == null ? Integer.MAX_VALUE : named.place;
        for (Globbed<T> rule : globs) {
            if (rule.place > before) {
                break;
            }
            if (rule.glob.matches(model)) {
                return rule.value;
            }
        }
        return named == null ? null : named.value;
    }
}
