package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Findings;
import io.zentinelproxy.core.exchange.LimitFacts;
import io.zentinelproxy.core.exchange.ModelFacts;
import org.jspecify.annotations.Nullable;

/**
 * What filters found out about a request, as members of a JSON object: why limits let it pass or not, where its client is, how bad
 * that one is said to be, and what a model was asked. What nobody asked for is left out. Times in microseconds. Any thread.
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

    private static final byte[] PROVIDER = Ascii.octets(",\"provider\":\"");
    private static final byte[] MODEL = Ascii.octets(",\"model\":\"");
    private static final byte[] MODEL_THERE = Ascii.octets(",\"upstream_model\":\"");
    private static final byte[] VIRTUAL_KEY = Ascii.octets(",\"virtual_key\":\"");
    private static final byte[] TEAM = Ascii.octets(",\"team\":\"");
    private static final byte[] INPUT = Ascii.octets(",\"input_tokens\":");
    private static final byte[] CACHED = Ascii.octets(",\"cached_tokens\":");
    private static final byte[] OUTPUT = Ascii.octets(",\"output_tokens\":");
    private static final byte[] REASONING = Ascii.octets(",\"reasoning_tokens\":");
    private static final byte[] COST = Ascii.octets(",\"cost_micros\":");
    private static final byte[] SOURCE = Ascii.octets(",\"usage_source\":\"");
    private static final byte[] END = Ascii.octets(",\"answer_end\":\"");
    private static final byte[] FIRST_TOKEN = Ascii.octets(",\"first_token_us\":");

    private FindingMembers() {}

    static int putModel(Findings findings, byte[] into, int position) {
        ModelFacts facts = findings.model();
        if (facts == null) {
            return position;
        }
        int at = text(into, position, PROVIDER, facts.provider());
        at = text(into, at, MODEL, facts.model());
        at = facts.modelThere().isEmpty() ? at : text(into, at, MODEL_THERE, facts.modelThere());
        at = textIfThere(into, at, VIRTUAL_KEY, facts.key());
        at = textIfThere(into, at, TEAM, facts.team());
        if (facts.source() != null) {
            at = JsonText.member(into, at, INPUT, facts.inputTokens());
            at = JsonText.member(into, at, CACHED, facts.cachedTokens());
            at = JsonText.member(into, at, OUTPUT, facts.outputTokens());
            at = JsonText.member(into, at, REASONING, facts.reasoningTokens());
            at = facts.cost() < 0 ? at : JsonText.member(into, at, COST, facts.cost());
        }
        at = textIfThere(into, at, SOURCE, facts.source());
        at = textIfThere(into, at, END, facts.end());
        long first = facts.firstTokenNanos();
        return first == 0 ? at : JsonText.member(into, at, FIRST_TOKEN, first / 1000);
    }

    private static int textIfThere(byte[] into, int at, byte[] opening, @Nullable String text) {
        return text == null ? at : text(into, at, opening, text);
    }

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
