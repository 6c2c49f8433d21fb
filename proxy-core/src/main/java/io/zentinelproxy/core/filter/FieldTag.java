package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.Arrays;
import java.util.Locale;

/** A field name resolved once: lines of known names are found without comparing octets. */
public final class FieldTag {
    private final byte[] written;
    private final byte[] lower;
    private final FieldName known;

    public FieldTag(String name) {
        written = Ascii.octets(name);
        lower = Ascii.octets(name.toLowerCase(Locale.ROOT));
        known = FieldName.of(written, 0, written.length);
    }

    byte[] written() {
        return written;
    }

    FieldName known() {
        return known;
    }

    /** Number of the first line of this name at or after a line, or -1. */
    public int find(Fields fields, int from) {
        if (known == FieldName.OTHER) {
            return fields.find(lower, from);
        }
        return fields.has(known) ? fields.find(known, from) : -1;
    }

    /** Takes every line of this name away. */
    public void removeFrom(Fields fields) {
        if (known != FieldName.OTHER) {
            fields.remove(known);
            return;
        }
        for (int line = fields.find(lower, 0); line >= 0; line = fields.find(lower, line + 1)) {
            fields.remove(line);
        }
    }

    /** Gives every line of another name this one; what had it before goes, so that no client slips its own line in. */
    void rename(FieldTag from, Fields fields) {
        if (from.find(fields, 0) >= 0 && !Arrays.equals(lower, from.lower)) {
            removeFrom(fields);
        }
        int last = fields.count();
        for (int line = from.find(fields, 0); line >= 0 && line < last; line = from.find(fields, line + 1)) {
            fields.add(known, written, fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
            fields.remove(line);
        }
    }
}
