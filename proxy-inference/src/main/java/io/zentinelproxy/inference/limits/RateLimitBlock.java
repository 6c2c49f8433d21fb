package io.zentinelproxy.inference.limits;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code rate-limit}: tokens and requests a minute, which come back evenly. */
public final class RateLimitBlock {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** In milliseconds of a minute it is below 2^53, as far as Redis counts exactly. */
    private static final long MAX_TOKENS = 100_000_000_000L;

    private static final long MAX_REQUESTS = 1_000_000_000;

    /** As the original, but never less than the tokens of a minute: a prompt of more could never be sent. */
    static final long USUAL_BURST = 10_000;

    /** The original's share of the requests of a minute that may come at once. */
    private static final long BURSTS_A_MINUTE = 6;

    private static final int MAX_PARTS = 8;

    private static final Key<Long> TOKENS = Key.optional(
            "tokens-per-minute", LimitTypes.amount(MAX_TOKENS), "no limit", "Tokens a minute, read and written.");

    private static final Key<Long> INPUT = Key.optional(
            "input-tokens-per-minute", LimitTypes.amount(MAX_TOKENS), "no limit", "Tokens a minute that models read.");

    private static final Key<Long> OUTPUT = Key.optional(
            "output-tokens-per-minute",
            LimitTypes.amount(MAX_TOKENS),
            "no limit",
            "Tokens a minute that models write.");

    private static final Key<Long> REQUESTS =
            Key.optional("requests-per-minute", LimitTypes.amount(MAX_REQUESTS), "no limit", "Requests a minute.");

    private static final Key<Long> BURST = Key.optional(
            "burst-tokens",
            LimitTypes.amount(MAX_TOKENS),
            "those of a minute, but at least " + USUAL_BURST,
            "Tokens at once after a pause, of each limit of tokens. A request of more can never be sent.");

    private static final Key<Long> BURST_REQUESTS = Key.optional(
            "burst-requests",
            LimitTypes.amount(MAX_REQUESTS),
            "a sixth of those of a minute",
            "Requests at once after a pause.");

    private static final Key<HolderPart> HOLDER = Key.plural(
            "key",
            LimitTypes.HOLDER,
            "virtual-key where the route has such, else client-ip",
            "Whom a request counts for: of several parts all count together. Values of fields are hashed.");

    private static final Key<EstimationMethod> ESTIMATION = Key.optional(
            "estimation-method",
            LimitTypes.ESTIMATION,
            "`token-estimation`",
            "How tokens are told before the provider tells them: `tiktoken` by the model's vocabulary where that is known.");

    /** As it stands in a route. */
    public static final Block BLOCK = Block.single("rate-limit", "Tokens and requests a minute.")
            .keys(TOKENS, INPUT, OUTPUT, REQUESTS, BURST, BURST_REQUESTS, HOLDER, ESTIMATION);

    /** As it stands where its holder is known. */
    public static final Block OF_HOLDER = Block.single("rate-limit", "Tokens and requests a minute.")
            .keys(TOKENS, INPUT, OUTPUT, REQUESTS, BURST, BURST_REQUESTS);

    private RateLimitBlock() {}

    /** Reads {@link #BLOCK}. */
    public static RateTerms read(Section section) {
        List<HolderPart> holder = section.all(HOLDER);
        if (holder.size() > MAX_PARTS) {
            section.report("`key` has too many parts", "at most " + MAX_PARTS);
        }
        return new RateTerms(limits(section), List.copyOf(holder), section.find(ESTIMATION));
    }

    /** Reads {@link #OF_HOLDER}. */
    public static RateTerms readOfHolder(Section section) {
        return new RateTerms(limits(section), List.of(), null);
    }

    private static List<Limit> limits(Section section) {
        Long burst = section.find(BURST);
        Long burstRequests = section.find(BURST_REQUESTS);
        List<Limit> limits = new ArrayList<>();
        addTokens(section, TOKENS, Measure.TOKENS, burst, limits);
        addTokens(section, INPUT, Measure.INPUT_TOKENS, burst, limits);
        addTokens(section, OUTPUT, Measure.OUTPUT_TOKENS, burst, limits);
        if (burst != null && limits.isEmpty()) {
            section.report("`burst-tokens` says nothing without a limit of tokens", "`tokens-per-minute` beside it");
        }
        Long requests = section.find(REQUESTS);
        if (requests != null) {
            long usual = Math.max(1, requests / BURSTS_A_MINUTE);
            limits.add(bucket(REQUESTS, Measure.REQUESTS, requests, burstRequests == null ? usual : burstRequests));
        } else if (burstRequests != null) {
            section.report(
                    "`burst-requests` says nothing without a limit of requests", "`requests-per-minute` beside it");
        }
        if (limits.isEmpty()) {
            section.report("a limit of nothing", "one of `tokens-per-minute`, `requests-per-minute` and the like");
        }
        return List.copyOf(limits);
    }

    private static void addTokens(
            Section section, Key<Long> key, Measure measure, @Nullable Long burst, List<Limit> limits) {
        Long most = section.find(key);
        if (most != null) {
            limits.add(bucket(key, measure, most, burst == null ? Math.max(USUAL_BURST, most) : burst));
        }
    }

    private static Limit bucket(Key<Long> key, Measure measure, long most, long burst) {
        Window window = new Window.Bucket(MINUTE, burst);
        return new Limit(key.name(), measure, window, most, 0, null, List.of(), true);
    }
}
