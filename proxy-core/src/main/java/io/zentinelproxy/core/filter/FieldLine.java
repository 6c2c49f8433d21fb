package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/** A field line as it will be written, made once. The value holds neither CR, LF nor NUL. */
public final class FieldLine {
    private final FieldTag name;
    private final byte[] value;

    public FieldLine(String name, String value) {
        this(name, Ascii.octets(value));
    }

    public FieldLine(String name, byte[] value) {
        this(new FieldTag(name), value);
    }

    FieldLine(FieldTag name, byte[] value) {
        this.name = name;
        this.value = value;
    }

    public FieldLine(FieldName name, byte[] value) {
        this(Ascii.text(name.octets(), 0, name.octets().length), value);
    }

    public boolean isOf(FieldName known) {
        return name.known() == known;
    }

    /** Adds it beside the lines of the same name. */
    public void addTo(Fields fields) {
        fields.add(name.known(), name.written(), value);
    }

    /** Makes it the only line of its name. */
    public void setIn(Fields fields) {
        name.removeFrom(fields);
        addTo(fields);
    }
}
