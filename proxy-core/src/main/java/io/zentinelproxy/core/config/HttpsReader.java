package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.PolicySettings.Hsts;
import io.zentinelproxy.core.config.PolicySettings.HttpsOnly;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a route says of https: {@code redirect-to-https} and {@code hsts}, a line each. */
final class HttpsReader {
    private static final int PERMANENT_REDIRECT = 308;
    private static final int HTTPS_PORT = 443;
    private static final Duration YEAR = Duration.ofDays(365);

    /** Off. */
    private static final int SERVED = 0;

    private static final Key<Integer> STATUS = Key.defaulting(
            "status",
            new ValueType<>(
                    "status or boolean",
                    "",
                    "one of 301, 302, 303, 307, 308, or #true or #false",
                    HttpsReader::status,
                    String::valueOf),
            PERMANENT_REDIRECT,
            "The status of the answer; #true for the default, #false to serve requests in the clear.");

    private static final Key<Integer> PORT =
            Key.defaulting("port", UrlTypes.PORT, HTTPS_PORT, "The port where https is served.");

    static final Block REDIRECT = Block.single(
                    "redirect-to-https",
                    "Sends requests in the clear to https: same host, path and query. What a trusted proxy took by TLS is not in the clear.")
            .arguments(STATUS)
            .keys(PORT);

    private static final Key<Duration> MAX_AGE = Key.defaulting(
            "max-age",
            QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(3650)),
            YEAR,
            "How long a browser takes https only; 0 makes it forget.");

    private static final Key<Boolean> SUBDOMAINS = Key.defaulting(
            "include-subdomains", WordTypes.SWITCH, false, "Whether all subdomains are served by https only as well.");

    private static final Key<Boolean> PRELOAD = Key.defaulting(
            "preload",
            WordTypes.SWITCH,
            false,
            "Whether browsers may ship with this; needs `include-subdomains` and a year.");

    static final Block HSTS = Block.single(
                    "hsts",
                    "Tells browsers to take https only: Strict-Transport-Security, in answers over TLS (RFC 6797).")
            .arguments(MAX_AGE)
            .keys(SUBDOMAINS, PRELOAD);

    private HttpsReader() {}

    static @Nullable HttpsOnly readRedirect(Section policies) {
        boolean written = policies.has(REDIRECT);
        HttpsOnly read = policies.one(REDIRECT, section -> new HttpsOnly(argument(section, STATUS), section.get(PORT)));
        return written && read.status() != SERVED ? read : null;
    }

    static @Nullable Hsts readHsts(Section policies) {
        boolean written = policies.has(HSTS);
        Hsts read = policies.one(HSTS, HttpsReader::readOne);
        return written ? read : null;
    }

    private static Hsts readOne(Section section) {
        Hsts read = new Hsts(argument(section, MAX_AGE), section.get(SUBDOMAINS), section.get(PRELOAD));
        if (read.preload() && (!read.includeSubdomains() || read.maxAge().compareTo(YEAR) < 0)) {
            section.report("`preload` is heard only with `include-subdomains` and a year", "both, or no `preload`");
        }
        return read;
    }

    private static <T> T argument(Section section, Key<T> key) {
        Located<T> written = section.argument(key);
        return written == null ? Objects.requireNonNull(key.fallback()) : written.value();
    }

    private static int status(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Bool on) {
            return on.value() ? PERMANENT_REDIRECT : SERVED;
        }
        return UrlTypes.REDIRECT_STATUS.read(value);
    }
}
