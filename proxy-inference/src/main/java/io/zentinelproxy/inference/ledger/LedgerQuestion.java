package io.zentinelproxy.inference.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Keys and arguments of a question to Redis about some claims. All keys have the same text in braces: what a request claims must be decided
 * at once, so one server of a cluster has all books.
 */
final class LedgerQuestion {
    private static final String TAG = "{ledger}:";

    final List<byte[]> keys = new ArrayList<>();
    final List<byte[]> arguments = new ArrayList<>();
    private final String prefix;

    /** @param millis the time, or 0 for that of Redis */
    LedgerQuestion(String prefix, long millis, long leaseMillis, String id) {
        this.prefix = prefix + TAG;
        add(millis).add(leaseMillis).add(id);
    }

    /** @param amount what is reserved, or has been */
    LedgerQuestion claim(Limit limit, String holder, long amount) {
        String account = limit.id().length() + ":" + limit.id() + ":" + holder;
        keys.add(octets(prefix + "a:" + account));
        keys.add(octets(prefix + "o:" + account));
        add(amount);
        switch (limit.window()) {
            case Window.Bucket bucket -> {
                long period = Math.max(1, bucket.period().toMillis());
                long most = Math.max(1, limit.most());
                long common = Whole.gcd(period, most);
                shared("bucket", limit).add(most / common).add(period / common).add(bucket.burst());
            }
            case Window.Calendar calendar ->
                shared("calendar", limit).add(calendar.unit().name()).add(0).add(0);
            case Window.Rolling rolling ->
                shared("rolling", limit)
                        .add(Math.max(1, Whole.divideUp(rolling.length().toMillis(), RollingAccount.PARTS)))
                        .add(0)
                        .add(0);
        }
        return this;
    }

    private LedgerQuestion shared(String kind, Limit limit) {
        Long rollover = limit.rollover();
        return add(kind)
                .add(limit.most())
                .add(limit.extra())
                .add(rollover == null ? -1 : rollover)
                .add(limit.enforced() ? 1 : 0);
    }

    /** A key that nobody reads, where the books are. */
    static String probe(String prefix) {
        return prefix + TAG + "probe";
    }

    /** Behind the claims: where it is marked that this reservation has ended. */
    LedgerQuestion mark(String id) {
        keys.add(octets(prefix + "d:" + id));
        return this;
    }

    /** Behind the claims: where it is marked that this reservation has ended, and where entries are. */
    LedgerQuestion end(String id) {
        mark(id);
        keys.add(octets(prefix + "entries"));
        return this;
    }

    /** From which amounts on its thresholds are crossed. */
    LedgerQuestion levels(Limit limit) {
        StringJoiner levels = new StringJoiner(",");
        limit.thresholds().forEach(perMille -> levels.add(Long.toString(Telling.level(limit, perMille))));
        return add(levels.toString());
    }

    LedgerQuestion entry(Entry entry) {
        return add("request")
                .add(entry.requestId())
                .add("millis")
                .add(entry.millis())
                .add("route")
                .add(entry.route())
                .add("key")
                .add(entry.key())
                .add("team")
                .add(entry.team())
                .add("model")
                .add(entry.model())
                .add("input")
                .add(entry.usage().input())
                .add("cached")
                .add(entry.usage().cached())
                .add("cache-write")
                .add(entry.usage().cacheWrite())
                .add("output")
                .add(entry.usage().output())
                .add("reasoning")
                .add(entry.usage().reasoning())
                .add("cost")
                .add(entry.cost())
                .add("source")
                .add(entry.source().name().toLowerCase(Locale.ROOT))
                .add("end")
                .add(entry.end().name().toLowerCase(Locale.ROOT));
    }

    LedgerQuestion add(String text) {
        String kept = text.length() > ChangeCodec.MOST_TEXT ? text.substring(0, ChangeCodec.MOST_TEXT) : text;
        arguments.add(octets(kept));
        return this;
    }

    LedgerQuestion add(long number) {
        arguments.add(octets(Long.toString(number)));
        return this;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
