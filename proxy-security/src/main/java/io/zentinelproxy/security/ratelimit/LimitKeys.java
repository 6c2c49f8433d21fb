package io.zentinelproxy.security.ratelimit;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.security.ratelimit.LimitTerms.Answer;
import io.zentinelproxy.security.ratelimit.LimitTerms.OnLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a limit, the same in every block that has one. */
final class LimitKeys {
    static final int MAX_RPS = 1_000_000;
    private static final int MAX_REQUESTS = 1_000_000_000;

    /** Stores count at most one permit a nanosecond. */
    private static final long NANOS = 1_000_000_000;

    /** Of a key. */
    static final int MAX_PARTS = 8;

    static final int USUAL_BURST = 10;

    private static final Key<Integer> RPS = Key.optional(
                    "max-rps",
                    count(1, MAX_RPS),
                    "`rate-limits default-rps`, else 100; none where only octets are limited",
                    "Requests a second, in the long run.")
            .alias("requests-per-second");

    private static final Key<Integer> REQUESTS = Key.optional(
            "requests",
            count(1, MAX_REQUESTS),
            "`max-rps`",
            "Requests in a `period`, in the long run; in place of `max-rps`. They come back evenly over it.");

    private static final Key<Duration> PERIOD = Key.optional(
            "period",
            QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(366)),
            "1s",
            "In which `requests` come back.");

    private static final Key<Integer> BURST = Key.optional(
            "burst",
            count(1, MAX_REQUESTS),
            "`requests`, but at most 10, where these are given; else `rate-limits default-burst`, else 10",
            "Requests at once after a pause. In any time no more are admitted than the limit times the time, and this.");

    private static final Key<Long> REQUEST_OCTETS = Key.optional(
            "max-request-bytes-per-second",
            QuantityTypes.size(1, NANOS),
            "no limit",
            "Octets a second received from those with the same key, heads and framing included, as they are when an exchange is over."
                    + " While more was received than may be, further requests are over the limit.");

    private static final Key<Long> RESPONSE_OCTETS = Key.optional(
            "max-response-bytes-per-second",
            QuantityTypes.size(1, NANOS),
            "no limit",
            "Octets a second sent to those with the same key, likewise.");

    private static final Key<Long> BURST_OCTETS = Key.optional(
            "burst-bytes",
            QuantityTypes.size(1, 1L << 40),
            "those of a second",
            "Octets at once after a pause, of `max-request-bytes-per-second` and `max-response-bytes-per-second`.");

    private static final Key<KeyPart> KEY = Key.plural(
            "key",
            LimitTypes.KEY,
            "`rate-limits key`, else client-ip",
            "Whom a request counts for: of several parts all count together. Values of fields, cookies and parameters are hashed;"
                    + " all requests without one, or with several lines of a field or values of a cookie or parameter, count together. `client-cert` is the subject of the client's certificate.");

    private static final Key<OnLimit> ON_LIMIT = Key.defaulting(
            "on-limit",
            WordTypes.choice(onLimit(), List.of()),
            OnLimit.REJECT,
            "What becomes of requests over the limit: `reject` refuses them, `delay` holds them back until there is room, `log_only`"
                    + " lets them pass, counts and logs them.");

    private static final Key<Integer> STATUS =
            Key.defaulting("status-code", count(400, 599), 429, "The status of a refusal.");

    private static final Key<String> MESSAGE = Key.optional(
            "message",
            LimitTypes.SENTENCE,
            "\"Rate limit exceeded.\"",
            "What a refusal says, in the route's form of errors.");

    private static final Key<Integer> MAX_DELAY = Key.defaulting(
                    "max-delay-ms",
                    count(1, 300_000),
                    5000,
                    "How many milliseconds `delay` holds a request back; one that would wait longer is refused.")
            .alias("max-delay");

    private static final Key<Integer> MAX_DELAYED = Key.defaulting(
            "max-delayed", count(1, 1_000_000), 1000, "Requests that `delay` holds back at once; more are refused.");

    private static final Key<Integer> MAX_KEYS = Key.defaulting(
            "max-keys",
            count(1, 10_000_000),
            100_000,
            "Keys that are known at once in this process; beyond that, those go that have used least.");

    private static final Key<Integer> IPV4_PREFIX =
            Key.defaulting("ipv4-prefix", count(8, 32), 32, "Bits of an IPv4 address by which a client is known.");

    private static final Key<Integer> IPV6_PREFIX =
            Key.defaulting("ipv6-prefix", count(16, 128), 64, "Bits of an IPv6 address by which a client is known.");

    private LimitKeys() {}

    /** All of them, for the declaration of a block. */
    static Key<?>[] all() {
        List<Key<?>> all = new ArrayList<>(List.of(
                RPS,
                REQUESTS,
                PERIOD,
                BURST,
                REQUEST_OCTETS,
                RESPONSE_OCTETS,
                BURST_OCTETS,
                KEY,
                ON_LIMIT,
                STATUS,
                MESSAGE,
                MAX_DELAY,
                MAX_DELAYED,
                MAX_KEYS,
                IPV4_PREFIX,
                IPV6_PREFIX));
        all.addAll(BackendKeys.all());
        return all.toArray(Key<?>[]::new);
    }

    /** What the block says. */
    static LimitTerms read(Section section) {
        Integer rps = section.find(RPS);
        Integer requests = section.find(REQUESTS);
        Duration period = section.find(PERIOD);
        Integer burst = section.find(BURST);
        check(section, rps, requests, period);
        Integer permits = requests == null ? rps : requests;
        return new LimitTerms(
                permits == null ? null : permits.longValue(),
                period == null ? Duration.ofSeconds(1) : period,
                burst(burst, requests),
                section.find(REQUEST_OCTETS),
                section.find(RESPONSE_OCTETS),
                section.find(BURST_OCTETS),
                readKey(section),
                new Answer(
                        section.get(ON_LIMIT),
                        section.get(STATUS),
                        section.find(MESSAGE),
                        Duration.ofMillis(section.get(MAX_DELAY)),
                        section.get(MAX_DELAYED)),
                section.get(MAX_KEYS),
                new ClientNetwork(section.get(IPV4_PREFIX), section.get(IPV6_PREFIX)),
                BackendKeys.read(section));
    }

    private static @Nullable Long burst(@Nullable Integer burst, @Nullable Integer requests) {
        if (burst == null) {
            return requests == null ? null : Long.valueOf(Math.min(requests, USUAL_BURST));
        }
        return burst.longValue();
    }

    private static void check(
            Section section, @Nullable Integer rps, @Nullable Integer requests, @Nullable Duration period) {
        if (rps != null && requests != null) {
            section.report("`max-rps` and `requests` say the same in two ways", "one of them");
        }
        if (period != null && requests == null) {
            section.report("`period` says nothing without `requests`", "`requests` beside it");
        }
        long nanos = period == null ? NANOS : period.toNanos();
        if (requests != null && requests > nanos) {
            section.report("more than a request a nanosecond", "fewer `requests`, or a longer `period`");
        }
    }

    private static List<KeyPart> readKey(Section section) {
        return parts(section, section.all(KEY));
    }

    /** The parts of a key, unless there are too many. */
    static List<KeyPart> parts(Section section, List<KeyPart> parts) {
        if (parts.size() > MAX_PARTS) {
            section.report("`key` has too many parts", "at most " + MAX_PARTS);
        }
        return List.copyOf(parts);
    }

    private static Map<String, OnLimit> onLimit() {
        Map<String, OnLimit> words = new LinkedHashMap<>();
        words.put("reject", OnLimit.REJECT);
        words.put("delay", OnLimit.DELAY);
        words.put("log_only", OnLimit.LOG_ONLY);
        return words;
    }
}
