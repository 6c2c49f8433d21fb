package io.zentinelproxy.core.config.kdl;

/**
 * A place in a file. Kept as an offset, because line and column are wanted only when something is wrong there.
 *
 * @param offset in UTF-16 units from the beginning of the text
 */
public record Position(SourceText source, int offset) implements Comparable<Position> {

    /** Name of the file as it was given. */
    public String file() {
        return source.name();
    }

    /** From 1. */
    public int line() {
        return source.lineOf(offset);
    }

    /** In code points, from 1. */
    public int column() {
        return source.columnOf(offset);
    }

    /** What to call this place in a message that is shown at another: {@code line 3}, or {@code line 3 of other.kdl}. */
    public String seenFrom(Position other) {
        return "line " + line() + (file().equals(other.file()) ? "" : " of " + file());
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file() + ":" + line() + ":" + column();
    }

    /** By file name, then by place in it. */
    @Override
    public int compareTo(Position other) {
        int byFile = file().compareTo(other.file());
        return byFile != 0 ? byFile : Integer.compare(offset, other.offset);
    }
}
