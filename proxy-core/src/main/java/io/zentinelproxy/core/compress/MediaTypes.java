package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.List;

/** Which media types are compressed; their parameters do not matter. */
final class MediaTypes {
    private static final byte[] GRPC = Ascii.octets("application/grpc");
    private static final byte[] RANGES = Ascii.octets("multipart/byteranges");

    /** Whole types, and the beginnings of those of a kind with their slash. */
    private final byte[][] types;

    private final byte[][] kinds;

    MediaTypes(List<String> settings) {
        types = settings.stream()
                .filter(type -> !type.endsWith("/*"))
                .map(Ascii::octets)
                .toArray(byte[][]::new);
        kinds = settings.stream()
                .filter(type -> type.endsWith("/*"))
                .map(type -> Ascii.octets(type.substring(0, type.length() - 1)))
                .toArray(byte[][]::new);
    }

    /** Whether the head of an answer names one of them. Messages of gRPC are compressed by themselves, and ranges are parts. */
    boolean contain(Fields fields) {
        int line = fields.find(FieldName.CONTENT_TYPE);
        if (line < 0) {
            return false;
        }
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = typeEnd(octets, start, fields.valueEnd(line));
        if (beginsWith(octets, start, end, GRPC) || Ascii.equalsIgnoreCase(octets, start, end, RANGES)) {
            return false;
        }
        for (byte[] type : types) {
            if (Ascii.equalsIgnoreCase(octets, start, end, type)) {
                return true;
            }
        }
        for (byte[] kind : kinds) {
            if (beginsWith(octets, start, end, kind)) {
                return true;
            }
        }
        return false;
    }

    private static int typeEnd(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] != ';' && octets[at] != ' ' && octets[at] != '\t') {
            at++;
        }
        return at;
    }

    private static boolean beginsWith(byte[] octets, int start, int end, byte[] beginning) {
        int after = start + beginning.length;
        return after <= end && Ascii.equalsIgnoreCase(octets, start, after, beginning);
    }
}
