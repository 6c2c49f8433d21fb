package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ShadowSettings.SampleField;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code shadow} of a route, by the keys of the original. */
final class ShadowReader {
    private static final int NORMAL_TIMEOUT_MILLIS = 5000;
    private static final int MAX_TIMEOUT_MILLIS = 600_000;
    private static final long NORMAL_CONTENT = 1024 * 1024;
    private static final long MOST_CONTENT = 64 * NORMAL_CONTENT;

    private static final ValueType<Double> PERCENTAGE = new ValueType<>(
            "percent", "percent", "a number from 0 to 100", ShadowReader::percentage, ShadowReader::rendered);

    private static final Key<String> UPSTREAM =
            Key.required("upstream", WordTypes.ID_TYPE, "The upstream that they are sent to.");

    private static final Key<Double> SHARE = Key.defaulting(
            "percentage",
            PERCENTAGE,
            100.0,
            "The share of the requests, chosen by their ids: several proxies choose the same.");

    private static final Key<String> FIELD =
            Key.required("name", HttpTypes.MATCHED_FIELD, "The field that a request must have.");

    private static final Key<String> VALUE =
            Key.required("value", HttpTypes.FIELD_VALUE_TYPE, "What one of its lines must say, to the letter.");

    private static final Block SAMPLE = Block.single(
                    "sample-header", "Only requests that have this field are sent there, of them the share.")
            .arguments(FIELD, VALUE);

    private static final Key<Integer> TIMEOUT = Key.defaulting(
            "timeout-ms",
            QuantityTypes.count(1, MAX_TIMEOUT_MILLIS),
            NORMAL_TIMEOUT_MILLIS,
            "How many milliseconds one may take, from its beginning to the end of its answer.");

    private static final Key<Boolean> BUFFER_BODY = Key.defaulting(
            "buffer-body",
            WordTypes.SWITCH,
            false,
            "Whether requests with content are sent there, too, once a copy of it is complete; else they are not.");

    private static final Key<Long> MAX_BODY = Key.defaulting(
            "max-body-bytes",
            QuantityTypes.size(1, MOST_CONTENT),
            NORMAL_CONTENT,
            "Content of a request that is copied for that; a request with more is not sent there.");

    private static final Key<Integer> MAX_CONCURRENT = Key.defaulting(
            "max-concurrent",
            QuantityTypes.count(1, 100_000),
            64,
            "Requests of the route that may be on their way there at once; what comes meanwhile is not sent.");

    static final Block BLOCK = Block.single(
                    "shadow", "Requests are sent a second time, to another upstream, whose answer nobody gets.")
            .keys(UPSTREAM, SHARE, TIMEOUT, BUFFER_BODY, MAX_BODY, MAX_CONCURRENT)
            .blocks(SAMPLE);

    private ShadowReader() {}

    /**
     * What comes of it once all upstreams are read; null where it is not written.
     *
     * @param forwards whether an upstream answers the route's requests
     */
    static @Nullable Supplier<ShadowSettings> read(Section route, References references, boolean forwards) {
        return route.optional(BLOCK, section -> readBlock(section, references, forwards));
    }

    private static @Nullable Supplier<ShadowSettings> readBlock(
            Section section, References references, boolean forwards) {
        if (!forwards) {
            section.report(Problem.at(
                            section.position(), "a route with a `builtin-handler` sends nothing that could be mirrored")
                    .expecting("an `upstream`"));
        }
        Located<String> upstream = section.locate(UPSTREAM);
        references.use(References.Kind.UPSTREAM, upstream);
        double share = section.get(SHARE);
        SampleField sample = section.optional(SAMPLE, ShadowReader::sample);
        Duration timeout = Duration.ofMillis(section.get(TIMEOUT));
        boolean withContent = section.get(BUFFER_BODY);
        boolean bounded = section.has(MAX_BODY);
        int most = Math.toIntExact(section.get(MAX_BODY));
        if (bounded && !withContent) {
            section.report("`max-body-bytes` needs `buffer-body #true`", "both or neither");
        }
        int concurrent = section.get(MAX_CONCURRENT);
        if (upstream == null) {
            return null;
        }
        return () -> new ShadowSettings(
                Objects.requireNonNull(references.resolve(References.Kind.UPSTREAM, upstream.value())),
                share,
                sample,
                timeout,
                withContent,
                most,
                concurrent);
    }

    private static @Nullable SampleField sample(Section section) {
        Located<String> name = section.argument(FIELD);
        Located<String> value = section.argument(VALUE);
        return name == null || value == null ? null : new SampleField(name.value(), value.value());
    }

    private static double percentage(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Number number)) {
            throw Refusal.because("this must be a number");
        }
        BigDecimal written = number.value();
        if (written.signum() < 0 || written.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw Refusal.because("this number is out of range");
        }
        return written.doubleValue();
    }

    private static String rendered(double percent) {
        return percent == Math.rint(percent) ? String.valueOf((int) percent) : String.valueOf(percent);
    }
}
