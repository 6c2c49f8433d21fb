package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http2.hpack.FieldSection;

/**
 * Checks the fields of a decoded section and indexes them as a message's (RFC 9113 section 8.2). What HTTP/1.1 would read in another way
 * never gets there: CR, LF or NUL in values, blanks at their ends, names that are no tokens, fields of a connection.
 */
final class SectionFields {
    private static final byte[] TRAILERS = Ascii.octets("trailers");

    private SectionFields() {}

    /** Whether a pseudo-field stands there. */
    static boolean isPseudo(FieldSection section, int field) {
        int start = section.nameStart(field);
        return start < section.nameEnd(field) && section.octets()[start] == ':';
    }

    /**
     * Indexes what follows the pseudo-fields.
     *
     * @param first the first field that is none
     */
    static void index(FieldSection section, int first, Fields into) throws Malformed {
        byte[] octets = section.octets();
        for (int field = first; field < section.count(); field++) {
            int start = section.nameStart(field);
            int nameEnd = section.nameEnd(field);
            checkName(octets, start, nameEnd);
            int value = section.valueStart(field);
            int valueEnd = section.valueEnd(field);
            checkValue(octets, value, valueEnd);
            into.addRead(start, nameEnd, value, valueEnd, section.end(field));
            if (section.isSensitive(field)) {
                into.sensitive();
            }
        }
        refuseConnectionFields(into);
    }

    private static void checkName(byte[] octets, int start, int end) throws Malformed {
        boolean good = start < end;
        for (int at = start; at < end && good; at++) {
            byte octet = octets[at];
            good = Ascii.isToken(octet) && (octet < 'A' || octet > 'Z');
        }
        goodField(good);
    }

    private static void checkValue(byte[] octets, int start, int end) throws Malformed {
        for (int at = start; at < end; at++) {
            goodField(Ascii.isFieldValue(octets[at]));
        }
        goodField(start == end || !isBlank(octets[start]) && !isBlank(octets[end - 1]));
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static void goodField(boolean good) throws Malformed {
        if (!good) {
            throw new Malformed(ClientFault.Kind.BAD_FIELD);
        }
    }

    /** RFC 9113 section 8.2.2; of HTTP/2 to HTTP/1.1 downgrades, the root of CVE-2021-21295 and its kin. */
    private static void refuseConnectionFields(Fields fields) throws Malformed {
        boolean framed = fields.has(FieldName.TRANSFER_ENCODING);
        if (framed) {
            throw new Malformed(ClientFault.Kind.BAD_FRAMING);
        }
        goodField(!fields.has(FieldName.CONNECTION)
                && !fields.has(FieldName.KEEP_ALIVE)
                && !fields.has(FieldName.PROXY_CONNECTION)
                && !fields.has(FieldName.UPGRADE));
        for (int line = fields.find(FieldName.TE); line >= 0; line = fields.find(FieldName.TE, line + 1)) {
            goodField(Ascii.equalsIgnoreCase(
                    fields.octets(line), fields.valueStart(line), fields.valueEnd(line), TRAILERS));
        }
    }

    /**
     * The trailers in a section of their own.
     *
     * @throws Malformed also where pseudo-fields are among them
     */
    static Fields trailers(FieldSection section) throws Malformed {
        goodField(!section.isOverflowed());
        Fields trailers = new Fields();
        trailers.reset(section.octets());
        index(section, 0, trailers);
        return trailers;
    }

    /** Whether all lines were removed. */
    static boolean isEmpty(Fields fields) {
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line)) {
                return false;
            }
        }
        return true;
    }
}
