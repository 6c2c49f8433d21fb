package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;

/**
 * Reads the lines of a field section (RFC 9112 section 5). Refused: a line that continues the one before (obs-fold), a blank
 * before the colon, an empty name, octets that no name or value may have.
 */
final class FieldLines {
    private FieldLines() {}

    /** Indexes the lines from start up to the empty line that ends at end. */
    static void read(byte[] octets, int start, int end, Fields into, SectionLimits limits, MessageSide side)
            throws Fault {
        int at = start;
        int last = end - 2;
        while (at < last) {
            if (into.count() == limits.fields()) {
                throw side.tooManyFields();
            }
            at = readLine(octets, at, into, limits, side);
        }
    }

    private static int readLine(byte[] octets, int start, Fields into, SectionLimits limits, MessageSide side)
            throws Fault {
        int at = start;
        while (Ascii.isToken(octets[at])) {
            at++;
        }
        int nameEnd = at;
        if (nameEnd == start || octets[at] != ':') {
            throw side.badField();
        }
        at++;
        while (octets[at] == ' ' || octets[at] == '\t') {
            at++;
        }
        int value = at;
        while (Ascii.isFieldValue(octets[at])) {
            at++;
        }
        if (octets[at] != '\r') {
            throw side.badField();
        }
        int valueEnd = at;
        while (valueEnd > value && (octets[valueEnd - 1] == ' ' || octets[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        if (nameEnd - start > limits.nameOctets()) {
            throw side.fieldNameTooLong();
        }
        if (valueEnd - value > limits.valueOctets() || at - start > limits.lineOctets()) {
            throw side.fieldValueTooLong();
        }
        into.addRead(start, nameEnd, value, valueEnd, at + 2);
        return at + 2;
    }

    /** Refuses a line whose end has not come, but of which there is already more than may be. */
    static void checkUnfinished(byte[] octets, int start, int end, SectionLimits limits, MessageSide side)
            throws Fault {
        if (Ascii.isToken(octets, start, start + limits.nameOctets() + 1)) {
            throw side.fieldNameTooLong();
        }
        // A CR at the end belongs to the line's end.
        if (end - start > limits.lineOctets() + 1) {
            throw side.fieldValueTooLong();
        }
    }
}
