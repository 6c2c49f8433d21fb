package io.zentinelproxy.inference.keys;

import io.zentinelproxy.inference.models.ModelGlob;
import io.zentinelproxy.inference.models.ModelRules;
import java.util.List;

/** Models that somebody may use; all of them where none is named. */
record Models(List<ModelGlob> globs, ModelRules<Boolean> rules) {
    static Models of(List<ModelGlob> globs) {
        ModelRules.Builder<Boolean> rules = new ModelRules.Builder<>();
        globs.forEach(glob -> rules.add(glob, true));
        return new Models(List.copyOf(globs), rules.build());
    }

    boolean allow(String model) {
        return globs.isEmpty() || rules.find(model) != null;
    }
}
