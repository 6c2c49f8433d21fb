package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.core.bytes.SipHash;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens texts have been, by a hash of 128 bits with a secret of this process, another for each vocabulary: nobody can make a text
 * count as another does, and no text is kept. A table of {@link #MAX_TEXTS} in sets of four; in a set the one that was used last stands first,
 * and the last makes room. Any thread, without locks: what two threads do at once to a set may forget a text, and never mistakes one.
 */
final class CountMemo {
    /** Some 4 MB when full. */
    static final int MAX_TEXTS = 1 << 16;

    private static final int WAYS = 4;

    private final AtomicReferenceArray<@Nullable Known> table = new AtomicReferenceArray<>(MAX_TEXTS);
    private final SipHash[] hashes;

    CountMemo() {
        SecureRandom random = new SecureRandom();
        hashes = new SipHash[Vocabulary.values().length];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = new SipHash(random.nextLong(), random.nextLong());
        }
    }

    /** What a text is known by. */
    Key key(Vocabulary vocabulary, byte[] octets, int length) {
        Key[] key = new Key[1];
        hashes[vocabulary.ordinal()].hash(octets, 0, length, (high, low) -> key[0] = new Key(high, low));
        return key[0];
    }

    /** The tokens of a text, or -1 for one that is not known. */
    int get(Key key) {
        int set = set(key);
        for (int i = set; i < set + WAYS; i++) {
            Known known = table.get(i);
            if (known != null && known.key().equals(key)) {
                table.set(i, table.get(set));
                table.set(set, known);
                return known.tokens();
            }
        }
        return -1;
    }

    void put(Key key, int tokens) {
        int set = set(key);
        for (int i = set + WAYS - 1; i > set; i--) {
            table.set(i, table.get(i - 1));
        }
        table.set(set, new Known(key, tokens));
    }

    private static int set(Key key) {
        return (int) key.low() & MAX_TEXTS - WAYS;
    }

    record Key(long high, long low) {}

    private record Known(Key key, int tokens) {}
}
