package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.security.quota.Charge;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The fields that tell a client of its limits: X-RateLimit-Limit, -Remaining and -Reset (seconds since 1970) as the original has them, and
 * RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10). They take the place of the origin's. Immutable; any thread.
 */
final class LimitFields {
    /** Octets of a value beside the id of a limiter. */
    private static final int NUMBERS = 64;

    private static final byte[] LIMIT = Ascii.octets("X-RateLimit-Limit");
    private static final byte[] REMAINING = Ascii.octets("X-RateLimit-Remaining");
    private static final byte[] RESET = Ascii.octets("X-RateLimit-Reset");
    private static final byte[] POLICY = Ascii.octets("RateLimit-Policy");
    private static final byte[] CURRENT = Ascii.octets("RateLimit");

    /** In lower case. */
    private static final byte[][] NAMES = {
        Ascii.octets("x-ratelimit-limit"),
        Ascii.octets("x-ratelimit-remaining"),
        Ascii.octets("x-ratelimit-reset"),
        Ascii.octets("ratelimit-policy"),
        Ascii.octets("ratelimit")
    };

    private static final byte[] LEFT = Ascii.octets(";r=");
    private static final byte[] TIME = Ascii.octets(";t=");

    /** Integers of structured fields have at most 15 digits (RFC 9651 section 3.3.1). */
    private static final long MOST_NUMBER = 999_999_999_999_999L;

    private final byte[] policy;

    LimitFields(List<ActiveLimit> told) {
        policy = Ascii.octets(told.stream().map(ActiveLimit::policy).collect(Collectors.joining(", ")));
    }

    void set(Exchange exchange, ExchangeLimits state, ActiveLimit limit, Fields fields) {
        Charge charge = state.shown();
        byte[] line = state.line(limit.told().length + NUMBERS);
        removeOthers(fields);
        number(LIMIT, limit.limiter().rate().permits(), line, fields);
        long remaining = Math.clamp(charge.remaining(), 0, MOST_NUMBER);
        number(REMAINING, remaining, line, fields);
        long full = charge.fullNanos();
        number(RESET, resetAt(exchange, state, full), line, fields);
        fields.add(FieldName.OTHER, POLICY, policy);
        byte[] id = limit.told();
        int at = put(id, line, 0);
        at = Ascii.putDecimal(line, put(LEFT, line, at), remaining);
        long seconds = full == 0 ? 0 : ActiveLimit.seconds(full);
        at = Ascii.putDecimal(line, put(TIME, line, at), Math.min(seconds, MOST_NUMBER));
        fields.add(FieldName.OTHER, CURRENT, line, 0, at);
        if (state.verdict() == LimitFacts.Verdict.LIMITED && !fields.has(FieldName.RETRY_AFTER)) {
            int end = Ascii.putDecimal(line, 0, ActiveLimit.seconds(charge.waitNanos()));
            fields.add(FieldName.RETRY_AFTER, line, 0, end);
        }
    }

    /** Rounded up, by the clock that has stamped the request. */
    private static long resetAt(Exchange exchange, ExchangeLimits state, long fullNanos) {
        long delay = TimeUnit.NANOSECONDS.toMillis(state.delayNanos());
        return (exchange.startMillis() + delay + TimeUnit.NANOSECONDS.toMillis(fullNanos) + 999) / 1000;
    }

    private static void number(byte[] name, long value, byte[] line, Fields fields) {
        fields.add(FieldName.OTHER, name, line, 0, Ascii.putDecimal(line, 0, value));
    }

    private static int put(byte[] piece, byte[] line, int position) {
        System.arraycopy(piece, 0, line, position, piece.length);
        return position + piece.length;
    }

    /** One pass over the lines, whose names mostly differ in length already. */
    private static void removeOthers(Fields fields) {
        for (int line = 0; line < fields.count(); line++) {
            if (fields.known(line) == FieldName.OTHER && !fields.isRemoved(line) && isOurs(fields, line)) {
                fields.remove(line);
            }
        }
    }

    private static boolean isOurs(Fields fields, int line) {
        int start = fields.nameStart(line);
        int end = fields.nameEnd(line);
        for (byte[] name : NAMES) {
            if (name.length == end - start && Ascii.equalsIgnoreCase(fields.octets(line), start, end, name)) {
                return true;
            }
        }
        return false;
    }
}
