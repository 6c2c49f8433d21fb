package io.zentinelproxy.core.config;

import java.util.List;
import java.util.Map;

/** Reads filters of the type {@code decompress}. */
final class DecompressReader {
    private static final long MIB = 1024 * 1024;

    private static final Key<Double> RATIO = Key.optional(
            "max-decompression-ratio",
            QuantityTypes.RATIO,
            "that of `limits`",
            "How many times longer content may become than it was sent; more is answered with 413. Of this and that of `limits` the"
                    + " smaller holds.");

    private static final Key<Long> SIZE = Key.defaulting(
                    "max-decompressed-size-bytes",
                    QuantityTypes.size(1, Long.MAX_VALUE),
                    10 * MIB,
                    "How long content may become; more is answered with 413. Of this and that of `limits` the smaller holds.")
            .alias("max-decompressed-size");

    private static final Key<Boolean> FORWARD = Key.defaulting(
            "forward",
            WordTypes.choice(WordTypes.sorted(Map.of("decoded", false, "original", true)), List.of()),
            false,
            "What the origin gets: the content `decoded`, without Content-Encoding, or the `original` octets of the client, of which only"
                    + " the filters of the route see what is in them.");

    private static final Key<Boolean> UNKNOWN = Key.defaulting(
            "unknown-encoding",
            WordTypes.choice(WordTypes.sorted(Map.of("refuse", false, "pass", true)), List.of()),
            false,
            "What becomes of content in codings that are not known here, or in more than two: it is answered with 415 (`refuse`), or goes on"
                    + " as it is, also past the filters (`pass`).");

    static final Block BLOCK = FilterBlock.of(
            "decompress",
            "Decompresses the content of requests, so that the other filters of the route see what is in it.",
            RATIO,
            SIZE,
            FORWARD,
            UNKNOWN);

    private DecompressReader() {}

    static FilterSettings read(String id, Section section) {
        Double ratio = section.find(RATIO);
        return new FilterSettings.Decompress(
                id,
                new FilterSettings.DecompressionCaps(ratio == null ? Double.MAX_VALUE : ratio, section.get(SIZE)),
                section.get(FORWARD),
                section.get(UNKNOWN));
    }
}
