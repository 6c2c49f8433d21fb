package io.zentinelproxy.inference.keys;

import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.models.ModelGlob;
import java.util.List;

/**
 * Who has several keys, with limits of all of them together.
 *
 * @param limits their ids begin with {@code team:ID/}; the holder is the team's id
 */
public record Team(String id, Models allowed, List<Limit> limits) {
    /** Globs of the models that it may use, all of them where it is empty. */
    public List<ModelGlob> models() {
        return allowed.globs();
    }
}
