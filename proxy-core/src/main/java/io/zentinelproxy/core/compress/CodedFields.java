package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/** The fields of an answer whose content is put into a coding: another representation of the same (RFC 9110 section 8). */
final class CodedFields {
    private static final byte[] ACCEPT_ENCODING = Ascii.octets("Accept-Encoding");
    private static final byte[] ACCEPT_ENCODING_LOWER = Ascii.octets("accept-encoding");
    private static final byte[] ANY = {'*'};
    private static final byte[] ETAG = Ascii.octets("ETag");
    private static final byte[] ETAG_LOWER = Ascii.octets("etag");
    private static final byte[] IF_NONE_MATCH = Ascii.octets("if-none-match");
    private static final byte[] CONTENT_RANGE = Ascii.octets("content-range");
    private static final byte[] WEAK = {'W', '/'};

    /** No ranges are served of what is made anew each time. */
    private static final byte[] ACCEPT_RANGES = Ascii.octets("accept-ranges");

    /** Digests over the octets as they were: of the content, and of the representation with its coding (RFC 9530 section 3). */
    private static final byte[][] DIGESTS = {
        Ascii.octets("content-md5"), Ascii.octets("digest"), Ascii.octets("content-digest"), Ascii.octets("repr-digest")
    };

    private CodedFields() {}

    /** Whether the content is a part of something. */
    static boolean isPart(Fields fields) {
        return fields.find(CONTENT_RANGE, 0) >= 0;
    }

    /** Says that the answer depends on what the client accepts. */
    static void vary(Fields fields) {
        for (int line = fields.find(FieldName.VARY); line >= 0; line = fields.find(FieldName.VARY, line + 1)) {
            byte[] octets = fields.octets(line);
            int start = fields.valueStart(line);
            int end = fields.valueEnd(line);
            if (Elements.contain(octets, start, end, ACCEPT_ENCODING_LOWER)
                    || Elements.contain(octets, start, end, ANY)) {
                return;
            }
        }
        fields.add(FieldName.VARY, ACCEPT_ENCODING);
    }

    /** Says that the content is in a coding, and takes away what is no longer true. */
    static void edit(Fields fields, byte[] coding) {
        fields.add(FieldName.CONTENT_ENCODING, coding);
        remove(fields, ACCEPT_RANGES);
        removeDigests(fields);
        int line = fields.find(ETAG_LOWER, 0);
        if (line >= 0) {
            weaken(fields, line);
        }
    }

    static void removeDigests(Fields fields) {
        for (byte[] digest : DIGESTS) {
            remove(fields, digest);
        }
    }

    private static void remove(Fields fields, byte[] name) {
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            fields.remove(line);
        }
    }

    /** A strong validator would promise the same octets as without the coding (RFC 9110 section 8.8.3.3). */
    private static void weaken(Fields fields, int line) {
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        if (isWeak(octets, start, end)) {
            return;
        }
        byte[] weak = weakened(octets, start, end);
        fields.remove(line);
        fields.add(FieldName.OTHER, ETAG, weak);
    }

    private static byte[] weakened(byte[] octets, int start, int end) {
        byte[] weak = new byte[WEAK.length + end - start];
        System.arraycopy(WEAK, 0, weak, 0, WEAK.length);
        System.arraycopy(octets, start, weak, WEAK.length, end - start);
        return weak;
    }

    private static boolean isWeak(byte[] octets, int start, int end) {
        return end - start >= WEAK.length && octets[start] == 'W' && octets[start + 1] == '/';
    }

    /**
     * A client that asks whether what it has of us in a coding is still good is told by the tag that it knows: a cache would not refresh
     * what it has for a strong tag that it does not know (RFC 9111 section 4.3.4).
     */
    static void matchStored(Fields request, Fields answer) {
        int tag = answer.find(ETAG_LOWER, 0);
        int asked = request.find(IF_NONE_MATCH, 0);
        if (tag < 0 || asked < 0) {
            return;
        }
        byte[] weak = weakened(answer.octets(tag), answer.valueStart(tag), answer.valueEnd(tag));
        if (!isWeak(weak, WEAK.length, weak.length) && lists(request, weak)) {
            weaken(answer, tag);
            vary(answer);
        }
    }

    /** Tags may hold commas: they are looked for as octets. */
    private static boolean lists(Fields request, byte[] tag) {
        for (int line = request.find(IF_NONE_MATCH, 0); line >= 0; line = request.find(IF_NONE_MATCH, line + 1)) {
            byte[] octets = request.octets(line);
            int last = request.valueEnd(line) - tag.length;
            for (int at = request.valueStart(line); at <= last; at++) {
                if (Ascii.equals(octets, at, at + tag.length, tag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
