package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key that a request carries: {@code Authorization: Bearer} (RFC 6750 section 2.1, OpenAI), {@code x-api-key} (Anthropic) or {@code api-key}
 * (Azure). Two that differ are refused: who counts and who answers might take different ones.
 */
public sealed interface PresentedKey {
    /** There is none. */
    record None() implements PresentedKey {}

    /** There are several, and they differ. */
    record Ambiguous() implements PresentedKey {}

    /** There is one: these octets, as long as the fields are not reset. */
    final class One implements PresentedKey {
        private final byte[] octets;
        private final int from;
        private final int to;

        One(byte[] octets, int from, int to) {
            this.octets = octets;
            this.from = from;
            this.to = to;
        }

        /** What it is in a ring. */
        public KeyRing.Answer in(KeyRing ring, Instant now) {
            return ring.ask(octets, from, to, now);
        }

        private boolean isSame(One other) {
            return Arrays.equals(octets, from, to, other.octets, other.from, other.to);
        }

        /** Never the key. */
        @Override
        public String toString() {
            return "a key";
        }
    }

    /** Lines with a key, in lower case; those of {@code Authorization} have a scheme. */
    static PresentedKey of(Fields fields) {
        PresentedKey found = new None();
        for (int line = fields.find(FieldName.AUTHORIZATION); line >= 0; ) {
            found = both(found, bearer(fields, line));
            line = fields.find(FieldName.AUTHORIZATION, line + 1);
        }
        found = all(fields, Names.X_API_KEY, found);
        return all(fields, Names.API_KEY, found);
    }

    private static PresentedKey all(Fields fields, byte[] name, PresentedKey before) {
        PresentedKey found = before;
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            found = both(found, one(fields, line, fields.valueStart(line)));
        }
        return found;
    }

    private static @Nullable One bearer(Fields fields, int line) {
        int from = fields.valueStart(line);
        int scheme = from + Names.BEARER.length;
        int to = fields.valueEnd(line);
        byte[] octets = fields.octets(line);
        if (scheme >= to || octets[scheme] != ' ' || !Ascii.equalsIgnoreCase(octets, from, scheme, Names.BEARER)) {
            return null;
        }
        int start = scheme;
        while (start < to && octets[start] == ' ') {
            start++;
        }
        return one(fields, line, start);
    }

    private static @Nullable One one(Fields fields, int line, int from) {
        int to = fields.valueEnd(line);
        return from < to ? new One(fields.octets(line), from, to) : null;
    }

    private static PresentedKey both(PresentedKey before, @Nullable One next) {
        if (next == null) {
            return before;
        }
        return switch (before) {
            case None none -> next;
            case Ambiguous ambiguous -> ambiguous;
            case One one -> one.isSame(next) ? one : new Ambiguous();
        };
    }
}
