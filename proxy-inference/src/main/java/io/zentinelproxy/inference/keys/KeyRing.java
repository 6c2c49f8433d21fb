package io.zentinelproxy.inference.keys;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All keys of a file at one time, found by their hashes. Immutable; any thread. */
public final class KeyRing {
    /** A longer text is no key, and is not hashed. */
    public static final int MAX_KEY_OCTETS = 512;

    static final KeyRing EMPTY = new KeyRing(List.of(), List.of(), Map.of());

    private final List<Team> teams;
    private final List<VirtualKey> keys;
    private final Map<KeyHash, Entry> byHash;

    /** @param until when a key that was rotated away ends; null for one that is in force */
    record Entry(VirtualKey key, @Nullable Instant until) {}

    /** What became of a key that was presented. A client is told the same of the last three; the log may tell them apart. */
    public sealed interface Answer {
        /** It may be used. */
        record Known(VirtualKey key) implements Answer {}

        /** No such key. */
        record Unknown() implements Answer {}

        /** It may not be used any more. */
        record Ended(VirtualKey key, VirtualKey.State state) implements Answer {}
    }

    KeyRing(List<Team> teams, List<VirtualKey> keys, Map<KeyHash, Entry> byHash) {
        this.teams = List.copyOf(teams);
        this.keys = List.copyOf(keys);
        this.byHash = new HashMap<>(byHash);
    }

    public List<VirtualKey> keys() {
        return keys;
    }

    public List<Team> teams() {
        return teams;
    }

    /** The key of an id, or null. */
    public @Nullable VirtualKey ofId(String id) {
        for (VirtualKey key : keys) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    /** The key that these octets are, where it may be used now; else null. */
    public @Nullable VirtualKey find(byte[] presented, Instant now) {
        return ask(presented, 0, presented.length, now) instanceof Answer.Known known ? known.key : null;
    }

    /** As {@link #find(byte[], Instant)}. */
    public @Nullable VirtualKey find(CharSequence presented, Instant now) {
        return find(presented.toString().getBytes(StandardCharsets.UTF_8), now);
    }

    /** What these octets are. */
    public Answer ask(byte[] octets, int from, int to, Instant now) {
        if (to <= from || to - from > MAX_KEY_OCTETS) {
            return new Answer.Unknown();
        }
        Entry entry = byHash.get(KeyHash.of(octets, from, to));
        if (entry == null) {
            return new Answer.Unknown();
        }
        VirtualKey.State state = entry.key.state(now);
        if (state == VirtualKey.State.ACTIVE && entry.until != null && !now.isBefore(entry.until)) {
            state = VirtualKey.State.EXPIRED;
        }
        return state == VirtualKey.State.ACTIVE ? new Answer.Known(entry.key) : new Answer.Ended(entry.key, state);
    }
}
