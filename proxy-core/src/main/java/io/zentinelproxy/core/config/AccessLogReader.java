package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ObservabilitySettings.AccessLog;
import io.zentinelproxy.core.config.ObservabilitySettings.Detail;
import io.zentinelproxy.core.config.ObservabilitySettings.Format;
import io.zentinelproxy.core.config.ObservabilitySettings.Selection;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the block {@code access-log}. */
final class AccessLogReader {
    private static final long KIB = 1024;

    private static final Key<Boolean> ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether lines are written.");

    private static final Key<Format> FORMAT = Key.defaulting(
            "format",
            WordTypes.choice(WordTypes.sorted(Map.of("json", Format.JSON, "combined", Format.COMBINED)), List.of()),
            Format.JSON,
            "One JSON object a line, or the Apache combined format with request id and duration behind it.");

    private static final Key<LogPlace> PLACE = Key.defaulting(
            "file",
            WordTypes.LOG_PLACE,
            new LogPlace.File(Path.of("/var/log/zentinel/access.log")),
            "Where lines go; reopened on the signal USR1.");

    private static final Key<Long> BUFFER = Key.defaulting(
                    "buffer-size",
                    QuantityTypes.size(4 * KIB, 1024 * 1024 * KIB),
                    4 * 1024 * KIB,
                    "How much may wait to be written; lines that do not fit are dropped and counted.")
            .alias("buffer-size-bytes");

    private static final Key<Boolean> TRACE_ID = Key.defaulting(
            "include-trace-id",
            WordTypes.SWITCH,
            true,
            "Whether a line tells the request id; else it is left out, in the combined format for a dash.");

    private static final Key<Double> RATE = Key.defaulting(
            "sample-rate",
            QuantityTypes.SHARE,
            1.0,
            "The share of requests that have a line: the same ones on every proxy, as their ids decide.");

    private static final Key<Boolean> ERRORS_ALWAYS = Key.defaulting(
            "sample-errors-always",
            WordTypes.SWITCH,
            true,
            "Whether a status from 400, and whatever went wrong, has its line whatever `sample-rate` is.");

    private static final Key<Integer> MAX_REFUSALS = Key.defaulting(
            "max-refusals-per-second",
            QuantityTypes.count(0, 1_000_000),
            100,
            "Lines a second for requests refused for one and the same reason; further ones are counted, and the next "
                    + "line in JSON tells how many as `suppressed`. 0 means no limit.");

    private static final Map<Detail, Key<Boolean>> DETAILS = details();

    private static final Block FIELDS = Block.single(
                    "fields", "What a line in JSON tells; all of it, where nothing is said.")
            .keys(DETAILS.values().toArray(Key<?>[]::new));

    static final Block BLOCK = Block.single(
                    "access-log", "A line for each request. Without this block there is no access log.")
            .keys(ENABLED, FORMAT, PLACE, BUFFER, TRACE_ID, RATE, ERRORS_ALWAYS, MAX_REFUSALS)
            .blocks(FIELDS);

    private AccessLogReader() {}

    private static Map<Detail, Key<Boolean>> details() {
        Map<Detail, Key<Boolean>> keys = new EnumMap<>(Detail.class);
        for (Detail detail : Detail.values()) {
            keys.put(detail, Key.defaulting(detail.key(), WordTypes.SWITCH, true, meaning(detail)));
        }
        return keys;
    }

    private static String meaning(Detail detail) {
        return switch (detail) {
            case TIMESTAMP -> "Whether a line tells `time`.";
            case TRACE_ID -> "Whether a line tells `request_id`.";
            case METHOD -> "Whether a line tells `method`.";
            case PATH -> "Whether a line tells `target`.";
            case QUERY -> "Whether `target` has its query.";
            case STATUS -> "Whether a line tells `status`.";
            case LATENCY_MS -> "Whether a line tells `duration_us` and `upstream_us`.";
            case BODY_BYTES_SENT -> "Whether a line tells `response_body_octets`.";
            case UPSTREAM_ADDR -> "Whether a line tells `endpoint`.";
            case CONNECTION_REUSED ->
                "Whether a line tells `connection_reused`, where the connection to the origin had served before.";
            case USER_AGENT -> "Whether a line tells `user_agent`.";
            case REFERER -> "Whether a line tells `referer`.";
            case CLIENT_IP -> "Whether a line tells `client`.";
            case TLS ->
                "Whether a line tells `tls_version`, `tls_cipher`, `sni`, `alpn`, `tls_resumed` and `ja4`, where the client speaks TLS.";
            case CLIENT_CERT ->
                "Whether a line tells `client_cert_subject`, `client_cert_sha256` and `client_cert_names`, where the client has shown a certificate.";
            case RATE_LIMIT_HIT ->
                "Whether a line tells `rate_limit` (the limiter that refused the request, else the one that leaves it least), `rate_limit_verdict` (`allowed`, `delayed`, `limited`, `dry_run`), `rate_limit_key`, `rate_limit_remaining` and `rate_limit_delay_us`, where limits were asked.";
            case MODEL ->
                "Whether a line tells `provider`, `model`, `upstream_model`, `virtual_key`, `team`, `input_tokens`, `cached_tokens`, `output_tokens`, `reasoning_tokens`, `cost_micros`, `usage_source`, `answer_end` and `first_token_us`, where a model was asked.";
            case GEO_COUNTRY ->
                "Whether a line tells `country`, where a filter asked for it; empty where it is not known.";
        };
    }

    /** The settings of the block in the one around it; without the block, of a log that is off. */
    static AccessLog readIn(Section around) {
        boolean written = around.has(BLOCK);
        return around.one(BLOCK, section -> read(section, written));
    }

    private static AccessLog read(Section section, boolean written) {
        boolean enabled = section.get(ENABLED) && written;
        Format format = section.get(FORMAT);
        if (format == Format.COMBINED && section.has(FIELDS)) {
            section.report(
                    "`fields` has no meaning for the combined format, in which every field has its place",
                    "`format \"json\"`");
        }
        Set<Detail> leftOut = section.one(FIELDS, AccessLogReader::readFields);
        if (!section.get(TRACE_ID)) {
            leftOut.add(Detail.TRACE_ID);
        }
        return new AccessLog(
                enabled,
                format,
                section.resolve(section.get(PLACE)),
                Math.toIntExact(section.get(BUFFER)),
                new Selection(section.get(RATE), section.get(ERRORS_ALWAYS), section.get(MAX_REFUSALS)),
                Collections.unmodifiableSet(leftOut));
    }

    private static Set<Detail> readFields(Section section) {
        Set<Detail> leftOut = EnumSet.noneOf(Detail.class);
        DETAILS.forEach((detail, key) -> {
            if (!section.get(key)) {
                leftOut.add(detail);
            }
        });
        return leftOut;
    }
}
