package io.zentinelproxy.core.testkit;

import java.util.ArrayList;
import java.util.List;

/** Field lines as they came: in order, duplicates kept, names in the spelling of the sender, values without outer blanks. */
public record Fields(List<Line> lines) {

    /** One field line. */
    public record Line(String name, String value) {}

    /** No field at all. */
    public static final Fields NONE = new Fields(List.of());

    public Fields {
        lines = List.copyOf(lines);
    }

    /** Takes apart lines of {@code name: value}; a line without colon becomes a name with an empty value. */
    static Fields parse(List<String> text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text) {
            int colon = line.indexOf(':');
            lines.add(
                    colon < 0
                            ? new Line(line, "")
                            : new Line(
                                    line.substring(0, colon),
                                    line.substring(colon + 1).strip()));
        }
        return new Fields(lines);
    }

    /** Every value under this name, in order; names are compared without case (RFC 9110 section 5.1). */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    public boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** The one value under this name. Fails when there is none or more than one. */
    public String only(String name) {
        List<String> values = all(name);
        if (values.size() != 1) {
            throw new AssertionError("expected one field " + name + " but got " + values + " in " + lines);
        }
        return values.getFirst();
    }

    /** Whether a comma-separated list under this name holds the token, without case. */
    public boolean listed(String name, String token) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(member -> member.strip().equalsIgnoreCase(token));
    }
}
