package io.zentinelproxy.core.config;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code filter} block: a step that requests and answers of a route pass. */
public sealed interface FilterSettings {
    /** Its name in routes and logs. */
    String id();

    /** One of a module's: core only carries it to where the module makes a step of it. */
    non-sealed interface OfModule extends FilterSettings {}

    /** When a filter acts. */
    enum Phase {
        REQUEST,
        RESPONSE,
        BOTH
    }

    /** Changes header fields. */
    record Headers(String id, Phase phase, HeaderEdits edits) implements FilterSettings {}

    /**
     * Sends the client elsewhere.
     *
     * @param host null for that of the request
     * @param scheme null for that of the request
     * @param port null for that of the request, or for that of the scheme where one is given
     * @param status one of 301, 302, 303, 307, 308
     */
    record Redirect(
            String id,
            @Nullable String host,
            @Nullable Scheme scheme,
            @Nullable Integer port,
            PathChange path,
            int status)
            implements FilterSettings {}

    /** Asks the origin for another path, or as another host; null for that of the request. */
    record UrlRewrite(String id, @Nullable String host, PathChange path) implements FilterSettings {}

    /**
     * Lets pages of other origins read answers (the Fetch standard's CORS protocol).
     *
     * @param origins whose pages; empty for all
     * @param methods that a preflight allows; {@code *} for all
     * @param headers that a preflight allows; {@code *} for all
     * @param exposed response fields that a page may read
     * @param credentials whether cookies may be sent along
     * @param maxAge how long a browser remembers a preflight
     */
    record Cors(
            String id,
            List<AllowedOrigin> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposed,
            boolean credentials,
            Duration maxAge)
            implements FilterSettings {}

    /**
     * An origin, or all those of a domain's subdomains.
     *
     * @param before scheme and {@code ://}, or the whole origin
     * @param after what follows the subdomain, from its dot on; null for exactly one origin
     */
    record AllowedOrigin(String before, @Nullable String after) {}

    /**
     * Takes the place of an upstream's time limits; null where that holds.
     *
     * @param request the exchange with the origin as a whole
     * @param upstream how long the origin may keep us waiting
     * @param connect until a connection stands
     */
    record Timeout(
            String id,
            @Nullable Duration request,
            @Nullable Duration upstream,
            @Nullable Duration connect) implements FilterSettings {

        /** The shorter of each. */
        Timeout shortest(Timeout other) {
            return new Timeout(
                    id,
                    shorter(request, other.request),
                    shorter(upstream, other.upstream),
                    shorter(connect, other.connect));
        }

        private static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /**
     * Writes requests and answers to the application log.
     *
     * @param fields header fields that are written, too
     * @param maxBodyOctets content that is written of each message, 0 for none
     */
    record Log(String id, boolean requests, boolean responses, Level level, List<String> fields, int maxBodyOctets)
            implements FilterSettings {}

    /**
     * Compresses answers of origins.
     *
     * @param algorithms at least one, each once; of those that a client likes equally the first is used
     * @param minOctets what is known to be shorter is left alone
     * @param contentTypes media types in lower case, or all of a kind: {@code text/*}
     * @param level from 1 to 9, see {@link CompressionAlgorithm#own}
     */
    record Compress(
            String id, List<CompressionAlgorithm> algorithms, long minOctets, List<String> contentTypes, int level)
            implements FilterSettings {}

    /**
     * Decompresses the content of requests.
     *
     * @param own caps; those of the block {@code limits} hold, too
     * @param forwardsOriginal whether the origin gets the client's octets
     * @param passUnknown whether content in codings that are not known goes on as it is
     */
    record Decompress(String id, DecompressionCaps own, boolean forwardsOriginal, boolean passUnknown)
            implements FilterSettings {

        /** The smaller of each. */
        public DecompressionCaps caps(LimitSettings.Codings limits) {
            return new DecompressionCaps(
                    Math.min(own.ratio, limits.decoded().ratio), Math.min(own.octets, limits.decoded().octets));
        }
    }

    /**
     * How much may come of content that is decompressed.
     *
     * @param ratio octets for each that was sent
     * @param octets in all
     */
    record DecompressionCaps(double ratio, long octets) {
        /** So much may come of any content, however little it is: a few blanks in a row are no bomb. */
        public static final int FREE_OF_RATIO = 64 * 1024;
    }
}
