package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads filters of the type {@code compress}. */
final class CompressReader {
    private static final long KIB = 1024;
    private static final int LEVEL = 6;
    private static final CharSet TOKEN = CharSet.LETTERS_AND_DIGITS.and("!#$&'+-.^_`|~");

    /** The cheapest of those that a client takes as gladly as others comes first. */
    private static final List<CompressionAlgorithm> ALL_BUT_DEFLATE =
            List.of(CompressionAlgorithm.ZSTD, CompressionAlgorithm.BR, CompressionAlgorithm.GZIP);

    private static final List<String> TEXT = List.of(
            "text/html",
            "text/css",
            "text/plain",
            "text/javascript",
            "text/xml",
            "application/javascript",
            "application/json",
            "application/xml",
            "image/svg+xml");

    /** What says itself where its messages end, and is compressed message by message where it is. */
    private static final String GRPC = "application/grpc";

    /** The original writes several into one string, with commas. */
    private static final ValueType<List<CompressionAlgorithm>> LIST = ValueType.ofText(
            "coding",
            "one of " + String.join(", ", CompressionAlgorithm.words().keySet()) + ", or several with commas",
            CompressReader::listed,
            list -> '"' + list.stream().map(CompressionAlgorithm::coding).collect(Collectors.joining(",")) + '"');

    private static final Key<List<CompressionAlgorithm>> ALGORITHMS = Key.plural(
            "algorithms",
            LIST,
            "zstd, br and gzip",
            "The content codings that answers are put into: of those that a client likes best, the first of this list.");

    private static final Key<Long> MIN_SIZE = Key.defaulting(
            "min-size",
            QuantityTypes.size(0, 1024 * KIB * KIB),
            KIB,
            "Content that is known to be shorter is left alone; what comes without its length is not.");

    private static final Key<String> CONTENT_TYPES = Key.plural(
            "content-types",
            ValueType.ofText(
                    "media type",
                    "a media type such as \"text/html\", or all of a kind: \"text/*\"",
                    CompressReader::mediaType,
                    type -> '"' + type + '"'),
            String.join(", ", TEXT),
            "The media types that are compressed.");

    private static final Key<Integer> LEVEL_KEY = Key.defaulting(
            "level",
            QuantityTypes.count(1, 9),
            LEVEL,
            "How hard is tried, from 1 to 9: levels of gzip and deflate, of which brotli and zstd have their own.");

    static final Block BLOCK = FilterBlock.of(
            "compress",
            "Compresses answers of origins for clients that accept it.",
            ALGORITHMS,
            MIN_SIZE,
            CONTENT_TYPES,
            LEVEL_KEY);

    private CompressReader() {}

    static FilterSettings read(String id, Section section) {
        List<CompressionAlgorithm> algorithms = algorithms(section);
        List<String> types = section.all(CONTENT_TYPES);
        return new FilterSettings.Compress(
                id,
                algorithms.isEmpty() ? ALL_BUT_DEFLATE : algorithms,
                section.get(MIN_SIZE),
                types.isEmpty() ? TEXT : List.copyOf(types),
                section.get(LEVEL_KEY));
    }

    private static List<CompressionAlgorithm> algorithms(Section section) {
        List<CompressionAlgorithm> algorithms = new ArrayList<>();
        Set<CompressionAlgorithm> seen = new HashSet<>();
        for (Located<List<CompressionAlgorithm>> list : section.allLocated(ALGORITHMS)) {
            for (CompressionAlgorithm algorithm : list.value()) {
                if (!seen.add(algorithm)) {
                    section.report(Problem.at(list.position(), "`" + algorithm.coding() + "` stands here twice"));
                }
                algorithms.add(algorithm);
            }
        }
        return List.copyOf(algorithms);
    }

    private static List<CompressionAlgorithm> listed(String text) throws Refusal {
        List<CompressionAlgorithm> list = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            CompressionAlgorithm algorithm = CompressionAlgorithm.words().get(word.strip());
            if (algorithm == null) {
                throw Refusal.because("no such coding `" + word.strip() + "`")
                        .suggesting(Suggestion.nearest(
                                word.strip(), CompressionAlgorithm.words().keySet()));
            }
            list.add(algorithm);
        }
        return List.copyOf(list);
    }

    private static String mediaType(String text) throws Refusal {
        String type = text.toLowerCase(Locale.ROOT);
        int slash = type.indexOf('/');
        boolean whole = slash > 0 && TOKEN.spells(type.substring(0, slash));
        String kind = whole ? type.substring(slash + 1) : "";
        if (kind.isEmpty() || !kind.equals("*") && !TOKEN.spells(kind)) {
            throw Refusal.because("not a media type");
        }
        if (type.startsWith(GRPC)) {
            throw Refusal.because("gRPC compresses its messages itself");
        }
        return type;
    }
}
