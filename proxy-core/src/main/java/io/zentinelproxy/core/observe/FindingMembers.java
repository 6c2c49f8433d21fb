package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Findings;
import io.zentinelproxy.core.exchange.LimitFacts;

/**
 * What filters found out about a request, as members of a JSON object: why limits let it pass or not, where its client is, and how bad
 * that one is said to be. What nobody asked for is left out. Times in microseconds. Any thread.
 */
final class FindingMembers {
    /** Octets that the id of a limiter and a key may take as written. */
    private static final int LONGEST_WORD = 256;

    private static final byte[] LIMITER = Ascii.octets(",\"rate_limit\":\"");
    private static final byte[] VERDICT = Ascii.octets(",\"rate_limit_verdict\":\"");
    private static final byte[] KEY = Ascii.octets(",\"rate_limit_key\":\"");
    private static final byte[] REMAINING = Ascii.octets(",\"rate_limit_remaining\":");
    private static final byte[] DELAY = Ascii.octets(",\"rate_limit_delay_us\":");
    private static final byte[] COUNTRY = Ascii.octets(",\"country\":\"");
    private static final byte[] REPUTATION = Ascii.octets(",\"reputation\":");

    private FindingMembers() {}

    static int putLimits(Findings findings, byte[] into, int position) {
        LimitFacts facts = findings.limits();
        if (facts == null) {
            return position;
        }
        int at = text(into, position, LIMITER, facts.limiter());
        at = text(into, at, VERDICT, word(facts.verdict()));
        at = text(into, at, KEY, facts.key());
        at = LineFormat.put(into, at, REMAINING);
        long remaining = facts.remaining();
        if (remaining < 0) {
            into[at++] = '-';
        }
        at = LineFormat.putNumber(into, at, remaining < 0 ? -Math.max(remaining, -Long.MAX_VALUE) : remaining);
        return facts.delayNanos() == 0 ? at : JsonText.member(into, at, DELAY, facts.delayNanos() / 1000);
    }

    private static String word(LimitFacts.Verdict verdict) {
        return switch (verdict) {
            case ALLOWED -> "allowed";
            case DELAYED -> "delayed";
            case LIMITED -> "limited";
            case DRY_RUN -> "dry_run";
        };
    }

    static int putCountry(Findings findings, byte[] into, int at) {
        String country = findings.country();
        return country == null ? at : text(into, at, COUNTRY, country);
    }

    static int putReputation(Findings findings, byte[] into, int at) {
        int score = findings.reputation();
        return score < 0 ? at : JsonText.member(into, at, REPUTATION, score);
    }

    private static int text(byte[] into, int at, byte[] opening, String text) {
        int after = JsonText.put(into, LineFormat.put(into, at, opening), text, LONGEST_WORD);
        into[after] = '"';
        return after + 1;
    }
}
