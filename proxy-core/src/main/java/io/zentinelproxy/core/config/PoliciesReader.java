package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.PolicySettings.FailureMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code policies} of a route. */
final class PoliciesReader {
    private static final Key<Duration> TIMEOUT = Key.optional(
                    "timeout-secs",
                    QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                    "that of the upstream",
                    "From sending the request to the end of the answer, over all tries; then 504, or the answer breaks off.")
            .alias("timeout");

    private static final Key<Long> MAX_BODY_SIZE = Key.optional(
                    "max-body-size",
                    QuantityTypes.size(0, Long.MAX_VALUE),
                    "that of `limits`",
                    "Content of a request after chunked decoding, in place of the general limit; more is answered with 413.")
            .alias("max-body-size-bytes");

    private static final Key<Boolean> BUFFER_REQUESTS = Key.defaulting(
            "buffer-requests",
            WordTypes.SWITCH,
            false,
            "Whether the content of a request is held until it is complete before the origin hears of it.");

    private static final Key<Boolean> BUFFER_RESPONSES = Key.defaulting(
            "buffer-responses",
            WordTypes.SWITCH,
            false,
            "Whether the content of an answer is held until it is complete before the client hears of it.");

    private static final Key<FailureMode> FAILURE_MODE = Key.defaulting(
            "failure-mode",
            WordTypes.choice(failureModes(), List.of()),
            FailureMode.CLOSED,
            "What happens where content cannot be held or a filter fails: open goes on without, closed refuses.");

    private static final Block REQUEST_HEADERS =
            edits("request-headers", "Changes of the request's fields, after those of filters.");
    private static final Block RESPONSE_HEADERS =
            edits("response-headers", "Changes of the answer's fields, after those of filters.");

    private static final Key<Network> ALLOW = Key.plural(
            "allow",
            AddressTypes.NETWORK,
            "all",
            "Clients whose requests are served, none else; others are answered with 403. Behind `trusted-proxies` the client they name.");

    private static final Key<Network> DENY = Key.plural(
            "deny", AddressTypes.NETWORK, "none", "Clients whose requests are answered with 403, allowed or not.");

    private static final Key<String> REWRITE_PATH = Key.optional(
            "rewrite-path",
            UrlTypes.PATH,
            "that of the request",
            "The path that the origin is asked for; the query is kept.");

    static final Block BLOCK = Block.single("policies", "What holds for all requests of the route.")
            .keys(TIMEOUT, MAX_BODY_SIZE, BUFFER_REQUESTS, BUFFER_RESPONSES, FAILURE_MODE, ALLOW, DENY, REWRITE_PATH)
            .blocks(REQUEST_HEADERS, RESPONSE_HEADERS, HttpsReader.REDIRECT, HttpsReader.HSTS)
            .unsupported("rate-limit", "cache");

    private PoliciesReader() {}

    private static Block edits(String name, String meaning) {
        return Block.single(name, meaning)
                .keys(HeaderEditsReader.REMOVE)
                .blocks(HeaderEditsReader.RENAME, HeaderEditsReader.SET, HeaderEditsReader.ADD);
    }

    /** @param maxBodyOctets where these say nothing, or null where the general limit holds */
    static PolicySettings read(Section section, @Nullable Long maxBodyOctets) {
        Long ownMaxBodyOctets = section.find(MAX_BODY_SIZE);
        return new PolicySettings(
                section.find(TIMEOUT),
                ownMaxBodyOctets == null ? maxBodyOctets : ownMaxBodyOctets,
                section.one(REQUEST_HEADERS, HeaderEditsReader::read),
                section.one(RESPONSE_HEADERS, HeaderEditsReader::read),
                section.get(BUFFER_REQUESTS),
                section.get(BUFFER_RESPONSES),
                section.get(FAILURE_MODE),
                new PolicySettings.Addresses(List.copyOf(section.all(ALLOW)), List.copyOf(section.all(DENY))),
                HttpsReader.readRedirect(section),
                HttpsReader.readHsts(section),
                section.find(REWRITE_PATH),
                section.modules(BLOCK));
    }

    private static Map<String, FailureMode> failureModes() {
        Map<String, FailureMode> modes = new LinkedHashMap<>();
        modes.put("open", FailureMode.OPEN);
        modes.put("closed", FailureMode.CLOSED);
        return modes;
    }
}
