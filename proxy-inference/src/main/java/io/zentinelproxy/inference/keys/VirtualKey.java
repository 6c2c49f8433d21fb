package io.zentinelproxy.inference.keys;

import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.models.ModelGlob;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a client, without the key: what may be shown and logged of it. Immutable.
 *
 * @param id the same over reloads and rotations
 * @param name for people, or empty
 * @param team null where it belongs to none
 * @param prefix its first characters, or empty where the file does not say
 * @param limits of its own; their ids begin with {@code key:ID/}; the holder is the key's id
 */
public record VirtualKey(
        String id,
        String name,
        @Nullable Team team,
        String prefix,
        @Nullable Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        Models allowed,
        List<Limit> limits) {

    /** Whether it may be used. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    /** Both the key and its team must allow a model, by the name that the client writes. */
    public boolean allows(String model) {
        return allowed.allow(model) && (team == null || team.allowed().allow(model));
    }

    /** Globs of the models that it may use, all of them where it is empty; its team may allow fewer. */
    public List<ModelGlob> models() {
        return allowed.globs();
    }

    /** Whether it, or its team, may use so much money. */
    public boolean isLimitedInMoney() {
        return limitsMoney(limits) || team != null && limitsMoney(team.limits());
    }

    private static boolean limitsMoney(List<Limit> limits) {
        return limits.stream().anyMatch(limit -> limit.measure() == Measure.MONEY);
    }

    /** Its team's id, or empty. */
    public String teamId() {
        return team == null ? "" : team.id();
    }

    public State state(Instant now) {
        if (revoked != null && !now.isBefore(revoked)) {
            return State.REVOKED;
        }
        return expires != null && !now.isBefore(expires) ? State.EXPIRED : State.ACTIVE;
    }
}
