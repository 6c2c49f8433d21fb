package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.compress.Encoders.Skipped;
import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter {@code compress} of a route: which answers go in which coding. An answer that would have been compressed for another client
 * says so in Vary, or a cache would give one client what another asked for.
 *
 * <p>Shared by all exchanges of the route. What is compressed together with secrets tells of them by its length (BREACH, CVE-2013-3587):
 * docs/compression.md says what may be left out.
 */
public final class Compression {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final List<CompressionAlgorithm> algorithms;
    private final List<byte[]> names;
    private final MediaTypes types;
    private final long minOctets;
    private final int level;
    private final Encoders encoders;

    /** @throws IOException when the native library of an algorithm cannot be loaded; the message says which and why */
    public Compression(FilterSettings.Compress settings, Encoders encoders) throws IOException {
        algorithms = settings.algorithms();
        names = algorithms.stream()
                .map(algorithm -> Ascii.octets(algorithm.coding()))
                .toList();
        types = new MediaTypes(settings.contentTypes());
        minOctets = Math.max(1, settings.minOctets());
        level = settings.level();
        this.encoders = encoders;
        for (CompressionAlgorithm algorithm : algorithms) {
            NativeLibraries.require(algorithm, settings.id());
        }
    }

    /** Keeps what the client accepts, before anything changes its request. */
    public void negotiate(Exchange exchange) {
        Fields request = exchange.head().fields();
        exchange.findings()
                .coding(AcceptEncoding.choose(request, algorithms, names), !CacheControl.forbidsTransforming(request));
    }

    /**
     * Decides about an answer and changes its head where it is to be compressed.
     *
     * @param length of its content
     * @param announced the length that its head speaks of
     * @return what to close at the answer's end, or null where it goes as it is
     */
    public @Nullable Coded apply(Exchange exchange, ResponseHead head, BodyLength length, BodyLength announced) {
        RequestHead request = exchange.head();
        if (head.status() == NOT_MODIFIED) {
            CodedFields.matchStored(request.fields(), head.fields());
            return null;
        }
        boolean toHead = exchange.method() == Method.HEAD;
        if (length == BodyLength.NONE && !toHead) {
            return null;
        }
        Skipped reason = unfit(head, announced);
        if (reason != null) {
            encoders.skip(reason);
            return null;
        }
        return coded(exchange, head.fields(), toHead);
    }

    /** One that could be compressed. */
    private @Nullable Coded coded(Exchange exchange, Fields head, boolean toHead) {
        CodedFields.vary(head);
        if (!exchange.findings().isTransformable()) {
            encoders.skip(Skipped.NO_TRANSFORM);
            return null;
        }
        CompressionAlgorithm coding = exchange.findings().coding();
        if (coding == null) {
            encoders.skip(Skipped.NOT_ACCEPTED);
            return null;
        }
        Encoders.Loan loan = toHead ? null : encoders.take(coding, level);
        if (loan == null && !toHead) {
            encoders.skip(Skipped.EXHAUSTED);
            return null;
        }
        CodedFields.edit(head, names.get(algorithms.indexOf(coding)));
        return new Coded(loan);
    }

    /** Why an answer is compressed for nobody, or null. */
    private @Nullable Skipped unfit(ResponseHead head, BodyLength announced) {
        Fields fields = head.fields();
        if (!isWhole(head)) {
            return Skipped.STATUS;
        }
        if (fields.has(FieldName.CONTENT_ENCODING)) {
            return Skipped.ENCODED;
        }
        if (CacheControl.forbidsTransforming(fields)) {
            return Skipped.NO_TRANSFORM;
        }
        if (!types.contain(fields)) {
            return Skipped.CONTENT_TYPE;
        }
        return announced instanceof BodyLength.Fixed fixed && fixed.octets() < minOctets ? Skipped.TOO_SMALL : null;
    }

    /** A success whose content is a whole representation (RFC 9110 section 15.3); parts of one are octets of it as it was. */
    private static boolean isWhole(ResponseHead head) {
        return switch (head.status()) {
            case 204, 205, 206, 226 -> false;
            default -> head.status() >= OK && head.status() < 300 && !CodedFields.isPart(head.fields());
        };
    }
}
