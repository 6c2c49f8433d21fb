package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.compress.Decoders.Result;
import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter {@code decompress} of a route: takes the content of requests out of its codings for the filters that look at it. */
public final class Decompression {
    /** Codings that content may be in, one in another. Nobody needs two; each is a bomb in a bomb. */
    private static final int MAX_CODINGS = 2;

    private static final byte[] IDENTITY = Ascii.octets("identity");
    private static final byte[] X_GZIP = Ascii.octets("x-gzip");

    private final FilterSettings.Decompress settings;
    private final Decoders decoders;
    private final CompressionAlgorithm[] algorithms = CompressionAlgorithm.values();
    private final byte[][] names = new byte[algorithms.length][];

    /** @throws IOException when a native library cannot be loaded; the message says which and why */
    public Decompression(FilterSettings.Decompress settings, Decoders decoders) throws IOException {
        this.settings = settings;
        this.decoders = decoders;
        for (int i = 0; i < algorithms.length; i++) {
            names[i] = Ascii.octets(algorithms[i].coding());
            NativeLibraries.require(algorithms[i], settings.id());
        }
    }

    /**
     * Looks at the head of a request with content, and changes it where what is forwarded is decoded.
     *
     * @return what to close at the end of the request, or null where there is nothing to decode
     * @throws Fault UNSUPPORTED_CODING where it says what is not known here, DECODERS_EXHAUSTED
     */
    public @Nullable Decoding begin(Fields head) throws Fault {
        if (!head.has(FieldName.CONTENT_ENCODING)) {
            return null;
        }
        List<CompressionAlgorithm> codings = codings(head);
        if (codings == null) {
            decoders.count(Decoders.OTHER, Result.UNSUPPORTED, 0, 0);
            if (settings.passUnknown()) {
                return null;
            }
            throw new ClientFault(ClientFault.Kind.UNSUPPORTED_CODING);
        }
        return codings.isEmpty() ? null : decoding(head, codings);
    }

    private Decoding decoding(Fields head, List<CompressionAlgorithm> codings) throws LimitFault {
        String encoding = codings.size() == 1 ? codings.getFirst().coding() : Decoders.SEVERAL;
        List<Decoder> taken;
        try {
            taken = decoders.take(codings.reversed());
        } catch (LimitFault e) {
            decoders.count(encoding, Result.EXHAUSTED, 0, 0);
            throw e;
        }
        if (!settings.forwardsOriginal()) {
            head.remove(FieldName.CONTENT_ENCODING);
            CodedFields.removeDigests(head);
        }
        return new Decoding(taken, decoders, encoding, settings.caps(decoders.limits()), settings.forwardsOriginal());
    }

    /** In the order in which they were applied (RFC 9110 section 8.4); null where one is not ours, or there are too many. */
    private @Nullable List<CompressionAlgorithm> codings(Fields head) {
        List<CompressionAlgorithm> codings = new ArrayList<>(1);
        for (int line = head.find(FieldName.CONTENT_ENCODING);
                line >= 0;
                line = head.find(FieldName.CONTENT_ENCODING, line + 1)) {
            if (!add(head.octets(line), head.valueStart(line), head.valueEnd(line), codings)) {
                return null;
            }
        }
        return codings;
    }

    private boolean add(byte[] octets, int start, int end, List<CompressionAlgorithm> to) {
        int from = start;
        while (from < end) {
            int comma = Elements.end(octets, from, end);
            int first = Elements.skipBlanks(octets, from, comma);
            int last = Elements.trimBlanks(octets, first, comma);
            if (first < last && !Ascii.equalsIgnoreCase(octets, first, last, IDENTITY)) {
                CompressionAlgorithm coding = coding(octets, first, last);
                if (coding == null || to.size() == MAX_CODINGS) {
                    return false;
                }
                to.add(coding);
            }
            from = comma + 1;
        }
        return true;
    }

    private @Nullable CompressionAlgorithm coding(byte[] octets, int start, int end) {
        for (int i = 0; i < names.length; i++) {
            if (Ascii.equalsIgnoreCase(octets, start, end, names[i])) {
                return algorithms[i];
            }
        }
        return Ascii.equalsIgnoreCase(octets, start, end, X_GZIP) ? CompressionAlgorithm.GZIP : null;
    }
}
