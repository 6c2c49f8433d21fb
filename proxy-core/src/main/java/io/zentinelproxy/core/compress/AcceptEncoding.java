package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.CompressionAlgorithm;
import io.zentinelproxy.core.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says in Accept-Encoding (RFC 9110 section 12.5.3). Each coding is looked for in one pass over the field, whose length the
 * limits on heads bound. An element that is malformed is as good as none; of several for one coding the least weight counts.
 */
final class AcceptEncoding {
    private static final byte[] NAME = Ascii.octets("accept-encoding");
    private static final byte[] IDENTITY = Ascii.octets("identity");
    private static final byte[] ANY = {'*'};
    private static final byte[] X_GZIP = Ascii.octets("x-gzip");

    /** Weights are thousandths. */
    private static final int WHOLE = 1000;

    private static final int UNSAID = -1;

    private AcceptEncoding() {}

    /** The coding that the client likes best, the first of ours where it likes several as much; null where it likes the content as it is. */
    static @Nullable CompressionAlgorithm choose(Fields request, List<CompressionAlgorithm> ours, List<byte[]> names) {
        if (request.find(NAME, 0) < 0) {
            return null;
        }
        int any = weight(request, ANY);
        int best = Math.max(0, weight(request, IDENTITY) - 1);
        CompressionAlgorithm chosen = null;
        for (int i = 0; i < names.size(); i++) {
            int weight = weight(request, ours.get(i), names.get(i));
            weight = weight == UNSAID ? any : weight;
            if (weight > best) {
                best = weight;
                chosen = ours.get(i);
            }
        }
        return chosen;
    }

    /** The old name of gzip means the same (RFC 9110 section 8.4.1.3). */
    private static int weight(Fields request, CompressionAlgorithm algorithm, byte[] name) {
        int weight = weight(request, name);
        return weight == UNSAID && algorithm == CompressionAlgorithm.GZIP ? weight(request, X_GZIP) : weight;
    }

    private static int weight(Fields request, byte[] coding) {
        int least = UNSAID;
        for (int line = request.find(NAME, 0); line >= 0; line = request.find(NAME, line + 1)) {
            byte[] octets = request.octets(line);
            int end = request.valueEnd(line);
            for (int start = request.valueStart(line); start < end; ) {
                int comma = Elements.end(octets, start, end);
                int weight = elementWeight(octets, start, comma, coding);
                least = weight != UNSAID && (least == UNSAID || weight < least) ? weight : least;
                start = comma + 1;
            }
        }
        return least;
    }

    /** The weight of an element if it is of this coding. */
    private static int elementWeight(byte[] octets, int start, int end, byte[] coding) {
        int semicolon = semicolon(octets, start, end);
        int first = Elements.skipBlanks(octets, start, semicolon);
        int last = Elements.trimBlanks(octets, first, semicolon);
        if (!Ascii.equalsIgnoreCase(octets, first, last, coding)) {
            return UNSAID;
        }
        return semicolon == end ? WHOLE : parameter(octets, semicolon + 1, end);
    }

    /** {@code q=0.5}, with blanks around it. */
    private static int parameter(byte[] octets, int start, int end) {
        int at = Elements.skipBlanks(octets, start, end);
        int last = Elements.trimBlanks(octets, at, end);
        boolean weight = last - at > 2 && Ascii.lower(octets[at]) == 'q' && octets[at + 1] == '=';
        return weight ? number(octets, at + 2, last) : UNSAID;
    }

    /** {@code 0}, {@code 1}, or up to three digits behind the point, of a whole zeroes only (RFC 9110 section 12.4.2). */
    private static int number(byte[] octets, int start, int end) {
        int whole = octets[start] - '0';
        if (whole != 0 && whole != 1 || end - start > 5 || end - start > 1 && octets[start + 1] != '.') {
            return UNSAID;
        }
        int value = whole * WHOLE;
        int unit = WHOLE;
        for (int at = start + 2; at < end; at++) {
            if (!Ascii.isDigit(octets[at])) {
                return UNSAID;
            }
            unit /= 10;
            value += (octets[at] - '0') * unit;
        }
        return value > WHOLE ? UNSAID : value;
    }

    private static int semicolon(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] != ';') {
            at++;
        }
        return at;
    }
}
