package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.Charge;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The program that Redis runs for a decision: a token bucket for each key, kept as what is owed of it and when that was said, by Redis's own
 * clock. All buckets are looked at before any is changed, and nobody else is served meanwhile.
 *
 * <p>Debts are counted in permits times the microseconds of the period, of which every microsecond pays one for each permit of the rate: whole
 * numbers, which a double tells exactly up to 2^53, so that nothing is ever rounded in a client's favour. One of three doubles in a value is
 * the period, as another one may hold after a reload; then what is owed is counted anew. A bucket that is full is not there. A clock that goes
 * back pays nothing, and locks nobody out. The same key may stand twice where costs are settled.
 */
final class BucketScript {
    /** Values of the answer for each key: admitted, remaining, µs until there is enough, µs until it is full. */
    static final int ANSWERS = 4;

    private static final String TEXT = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local force = ARGV[1] == 's'
            local all = true
            local debts, enough = {}, {}
            for i, key in ipairs(KEYS) do
              local at = (i - 1) * 5 + 1
              local cost, permits, period = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
              local debt = 0
              local known = redis.call('GET', key)
              if known then
                local owed, since, of = struct.unpack('>ddd', known)
                if of ~= period then owed = owed / of * period end
                debt = math.max(0, owed - math.max(0, now - since) * permits)
              end
              debts[key] = debt
              enough[i] = force or debt + period * math.max(1, cost) <= period * ARGV[at + 4]
              all = all and (enough[i] or ARGV[at + 5] == '0')
            end
            local told = {}
            for i, key in ipairs(KEYS) do
              local at = (i - 1) * 5 + 1
              local cost, permits, period, debt = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), debts[key]
              if enough[i] and cost ~= 0 and (all or ARGV[at + 5] == '0') then
                debt = math.max(0, debt + period * cost)
                debts[key] = debt
                if debt > 0 then
                  redis.call('SET', key, struct.pack('>ddd', debt, now, period), 'PX', math.ceil(debt / permits / 1000) + 1000)
                else
                  redis.call('DEL', key)
                end
              end
              local room = period * ARGV[at + 4] - debt
              told[#told + 1] = enough[i] and 1 or 0
              told[#told + 1] = math.floor(room / period)
              told[#told + 1] = enough[i] and 0 or math.ceil((period * math.max(1, cost) - room) / permits)
              told[#told + 1] = math.ceil(debt / permits)
            end
            return told
            """;

    private static final byte[] OCTETS = octets(TEXT);
    private static final byte[] SHA = sha1(OCTETS);
    static final byte[] EVALSHA = octets("EVALSHA");
    static final byte[] EVAL = octets("EVAL");
    private static final byte[] TAKE = octets("t");
    private static final byte[] SETTLE = octets("s");
    private static final int PER_KEY = 5;

    /** The command, the digest and the count of keys. */
    private static final int BEFORE_KEYS = 3;

    private BucketScript() {}

    /**
     * The words of {@code EVALSHA}.
     *
     * @param chosen which charges of the decision it is about
     */
    static byte[][] command(Decision decision, int[] chosen) {
        byte[][] all = new byte[BEFORE_KEYS + chosen.length + 1 + chosen.length * PER_KEY][];
        all[0] = EVALSHA;
        all[1] = SHA;
        all[2] = Words.number(chosen.length);
        int at = BEFORE_KEYS;
        for (int i : chosen) {
            all[at++] = decision.keys()[i];
        }
        all[at++] = decision.forced() ? SETTLE : TAKE;
        for (int i : chosen) {
            Words words = decision.words()[i];
            all[at++] = Words.number(decision.charges()[i].cost());
            all[at++] = words.permits();
            all[at++] = words.periodMicros();
            all[at++] = words.burst();
            all[at++] = words.enforced();
        }
        return all;
    }

    /** The same for {@code EVAL}, which brings the program along for a server that has lost it. */
    static byte[][] withText(byte[][] command) {
        byte[][] all = command.clone();
        all[0] = EVAL;
        all[1] = OCTETS;
        return all;
    }

    /** Whether these are the values that the program answers with to this command. */
    static boolean isAnswer(List<?> told, byte[][] command) {
        int keys = (command.length - BEFORE_KEYS - 1) / (1 + PER_KEY);
        if (told.size() != keys * ANSWERS) {
            return false;
        }
        for (int i = 0; i < told.size(); i++) {
            if (!(told.get(i) instanceof Long)) {
                return false;
            }
        }
        return true;
    }

    /** Tells the charges what the program has answered; returns whether none that is enforced was refused. */
    static boolean tell(List<?> told, Decision decision, int[] chosen) {
        boolean all = true;
        for (int i = 0; i < chosen.length; i++) {
            Charge charge = decision.charges()[chosen[i]];
            boolean enough = number(told, i, 0) == 1;
            charge.answer(enough, number(told, i, 1), 1000 * number(told, i, 2), 1000 * number(told, i, 3));
            all &= enough || !charge.limiter().enforced();
        }
        return all;
    }

    private static long number(List<?> told, int charge, int which) {
        return (Long) told.get(charge * ANSWERS + which);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** By which Redis knows a program; nothing depends on its strength. */
    private static byte[] sha1(byte[] text) {
        try {
            return octets(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
