package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.limits.BudgetBlock;
import io.zentinelproxy.inference.limits.LimitTerms;
import io.zentinelproxy.inference.limits.RateLimitBlock;
import io.zentinelproxy.inference.models.ModelGlob;
import io.zentinelproxy.inference.models.ModelTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands in a file of keys: teams and keys, in any order. Used once. */
final class KeyFileReader {
    static final String KEY_NODE = "key";
    static final String HASH_NODE = "hash";
    static final String REPLACED_NODE = "replaced";
    static final String REVOKED_NODE = "revoked";
    static final String CREATED_NODE = "created";
    static final String PREFIX_NODE = "prefix";

    private static final Key<String> TEAM_ID = Key.required("id", KeyTypes.ID_TYPE, "What keys call it.");
    private static final Key<String> KEY_ID =
            Key.required("id", KeyTypes.ID_TYPE, "What logs and books call it; the same when the key is rotated.");
    private static final Key<ModelGlob> MODELS = Key.plural(
            "models", ModelTypes.GLOB, "all models", "Models that may be used, by the name that clients write.");
    private static final Key<KeyHash> HASH = Key.required(HASH_NODE, KeyTypes.HASH, "SHA-256 of the key.");
    private static final Key<String> PREFIX =
            Key.optional(PREFIX_NODE, KeyTypes.PREFIX, "unknown", "The key's first characters.");
    private static final Key<String> NAME = Key.optional("name", KeyTypes.NAME, "none", "For people.");
    private static final Key<String> TEAM = Key.optional("team", KeyTypes.ID_TYPE, "none", "Whose key it is.");
    private static final Key<Instant> CREATED =
            Key.optional(CREATED_NODE, KeyTypes.TIME, "unknown", "Since when there is this key.");
    private static final Key<Instant> EXPIRES =
            Key.optional("expires", KeyTypes.TIME, "never", "From when on it may not be used.");
    private static final Key<Instant> REVOKED =
            Key.optional(REVOKED_NODE, KeyTypes.TIME, "not at all", "Since when it may not be used.");
    private static final Key<Instant> UNTIL =
            Key.required("until", KeyTypes.TIME, "From when on the old key may not be used.");

    private static final Block REPLACED = Block.repeated(
                    REPLACED_NODE, "A key that this one was made in place of, and that may still be used for a while.")
            .keys(HASH, UNTIL);

    private static final Block TEAM_BLOCK = Block.repeated("team", "Who has several keys.")
            .arguments(TEAM_ID)
            .keys(MODELS)
            .blocks(RateLimitBlock.OF_HOLDER, BudgetBlock.OF_HOLDER);

    private static final Block KEY_BLOCK = Block.repeated(KEY_NODE, "A key.")
            .arguments(KEY_ID)
            .keys(HASH, PREFIX, NAME, TEAM, CREATED, EXPIRES, REVOKED, MODELS)
            .blocks(REPLACED, RateLimitBlock.OF_HOLDER, BudgetBlock.OF_HOLDER);

    static final Block ROOT = Block.single("keys", "A file of keys.").blocks(TEAM_BLOCK, KEY_BLOCK);

    private final Map<String, Team> teams = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final List<VirtualKey> keys = new ArrayList<>();
    private final Map<KeyHash, KeyRing.Entry> byHash = new HashMap<>();

    KeyRing read(Section root) {
        List<Team> inOrder = root.each(TEAM_BLOCK, this::readTeam);
        root.each(KEY_BLOCK, this::readKey);
        return new KeyRing(inOrder, keys, byHash);
    }

    private @Nullable Team readTeam(Section section) {
        Located<String> id = section.argument(TEAM_ID);
        Models models = Models.of(section.all(MODELS));
        List<Limit> limits = LimitTerms.readOfHolder(section, "team:" + (id == null ? "" : id.value()));
        if (id == null) {
            return null;
        }
        Team team = new Team(id.value(), models, limits);
        if (teams.putIfAbsent(team.id(), team) != null) {
            section.report(Problem.at(id.position(), "there is another team of this id"));
        }
        return team;
    }

    private @Nullable VirtualKey readKey(Section section) {
        Located<String> id = section.argument(KEY_ID);
        Located<KeyHash> hash = section.locate(HASH);
        String prefix = section.find(PREFIX);
        String name = section.find(NAME);
        Team team = team(section);
        VirtualKey key = new VirtualKey(
                id == null ? "" : id.value(),
                name == null ? "" : name,
                team,
                prefix == null ? "" : prefix,
                section.find(CREATED),
                section.find(EXPIRES),
                section.find(REVOKED),
                Models.of(section.all(MODELS)),
                LimitTerms.readOfHolder(section, "key:" + (id == null ? "" : id.value())));
        section.each(REPLACED, replaced -> readReplaced(replaced, key));
        if (id == null || hash == null) {
            return null;
        }
        if (!ids.add(key.id())) {
            section.report(Problem.at(id.position(), "there is another key of this id"));
        }
        enter(section, hash, key, null);
        keys.add(key);
        return key;
    }

    private @Nullable Team team(Section section) {
        Located<String> id = section.locate(TEAM);
        if (id == null) {
            return null;
        }
        Team team = teams.get(id.value());
        if (team == null) {
            section.report(
                    Problem.at(id.position(), "there is no team of this id").expecting("a block `team` of it"));
        }
        return team;
    }

    private @Nullable KeyHash readReplaced(Section section, VirtualKey key) {
        Located<KeyHash> hash = section.locate(HASH);
        Instant until = section.find(UNTIL);
        if (hash == null || until == null) {
            return null;
        }
        enter(section, hash, key, until);
        return hash.value();
    }

    /** A hash that stands twice would make one key two. */
    private void enter(Section section, Located<KeyHash> hash, VirtualKey key, @Nullable Instant until) {
        if (byHash.putIfAbsent(hash.value(), new KeyRing.Entry(key, until)) != null) {
            section.report(Problem.at(hash.position(), "this hash stands in the file already"));
        }
    }
}
