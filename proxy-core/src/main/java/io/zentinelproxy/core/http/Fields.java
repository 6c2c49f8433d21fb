package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A field section: an index of lines over the octets it was read from, without a copy, and lines of our own beside it. Lines keep
 * their order; removing one only marks it. Reused for many messages; a line's number is good until {@link #reset}. Belongs to one
 * thread at a time.
 */
public final class Fields {
    private static final int START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;
    private static final int END = 4;
    private static final int TAG = 5;
    private static final int WIDTH = 6;

    /** In TAG beside the name's ordinal: the line's octets are ours, not the sender's. */
    private static final int OWN = 1 << 8;

    private static final int REMOVED = 1 << 9;
    private static final int SENSITIVE = 1 << 10;
    private static final int ORDINAL = 0xff;
    private static final FieldName[] NAMES = FieldName.values();

    private byte[] read = new byte[0];
    private byte[] own = new byte[512];
    private int ownEnd;

    /** The line that {@link #begin} has begun, and its value, in own. */
    private int begun;

    private int begunValue;
    private int[] lines = new int[24 * WIDTH];
    private int count;
    private long present;

    /** Forgets every line; lines added by {@link #addRead} refer to these octets from now on. */
    public void reset(byte[] octets) {
        read = octets;
        ownEnd = 0;
        count = 0;
        present = 0;
    }

    /** Where the last line ends that stands in the octets read. */
    int readEnd() {
        int end = 0;
        for (int at = 0; at < count * WIDTH; at += WIDTH) {
            end = (lines[at + TAG] & OWN) == 0 ? Math.max(end, lines[at + END]) : end;
        }
        return end;
    }

    /** Lines refer to a copy of the octets read from now on. */
    void refer(byte[] copy) {
        read = copy;
    }

    /** Adds a line that stands in the octets read: name, colon, value without blanks around it, CRLF up to end. */
    public void addRead(int start, int nameEnd, int value, int valueEnd, int end) {
        add(start, nameEnd, value, valueEnd, end, FieldName.of(read, start, nameEnd), 0);
    }

    /** Marks the line that was added last as one whose sender wants it in no table of a compression (RFC 7541 section 7.1.3). */
    public void sensitive() {
        lines[(count - 1) * WIDTH + TAG] |= SENSITIVE;
    }

    /** Whether a line is to be in no table of a compression, here or further on. */
    public boolean isSensitive(int line) {
        return (lines[line * WIDTH + TAG] & SENSITIVE) != 0;
    }

    private void add(int start, int nameEnd, int value, int valueEnd, int end, FieldName name, int flag) {
        int at = count * WIDTH;
        if (at == lines.length) {
            lines = Arrays.copyOf(lines, at * 2);
        }
        lines[at + START] = start;
        lines[at + NAME_END] = nameEnd;
        lines[at + VALUE] = value;
        lines[at + VALUE_END] = valueEnd;
        lines[at + END] = end;
        lines[at + TAG] = name.ordinal() | flag;
        present |= name.bit();
        count++;
    }

    /** Lines so far, removed ones included. */
    public int count() {
        return count;
    }

    /** Whether a line of this name is there. */
    public boolean has(FieldName name) {
        return (present & name.bit()) != 0;
    }

    /** Number of the first line of this name, or -1. */
    public int find(FieldName name) {
        return has(name) ? find(name, 0) : -1;
    }

    /** Number of the first line of this name at or after a line, or -1. */
    public int find(FieldName name, int from) {
        for (int line = from; line < count; line++) {
            if ((lines[line * WIDTH + TAG] & (ORDINAL | REMOVED)) == name.ordinal()) {
                return line;
            }
        }
        return -1;
    }

    /** Number of the last line of this name, or -1. */
    public int findLast(FieldName name) {
        int last = -1;
        for (int line = find(name); line >= 0; line = find(name, line + 1)) {
            last = line;
        }
        return last;
    }

    /** Number of the first line with this name, given in lower case, at or after a line, or -1. */
    public int find(byte[] lowerName, int from) {
        for (int line = from; line < count; line++) {
            int at = line * WIDTH;
            if ((lines[at + TAG] & REMOVED) == 0
                    && Ascii.equalsIgnoreCase(octets(line), lines[at + START], lines[at + NAME_END], lowerName)) {
                return line;
            }
        }
        return -1;
    }

    public boolean isRemoved(int line) {
        return (lines[line * WIDTH + TAG] & REMOVED) != 0;
    }

    public FieldName known(int line) {
        return NAMES[lines[line * WIDTH + TAG] & ORDINAL];
    }

    /** The octets that the line's offsets refer to. */
    public byte[] octets(int line) {
        return (lines[line * WIDTH + TAG] & OWN) != 0 ? own : read;
    }

    public int nameStart(int line) {
        return lines[line * WIDTH + START];
    }

    public int nameEnd(int line) {
        return lines[line * WIDTH + NAME_END];
    }

    public int valueStart(int line) {
        return lines[line * WIDTH + VALUE];
    }

    public int valueEnd(int line) {
        return lines[line * WIDTH + VALUE_END];
    }

    public String name(int line) {
        return Ascii.text(octets(line), nameStart(line), nameEnd(line));
    }

    public String value(int line) {
        return Ascii.text(octets(line), valueStart(line), valueEnd(line));
    }

    public void remove(int line) {
        int tag = lines[line * WIDTH + TAG] |= REMOVED;
        FieldName name = NAMES[tag & ORDINAL];
        if (name != FieldName.OTHER && find(name, 0) < 0) {
            present &= ~name.bit();
        }
    }

    public void remove(FieldName name) {
        if (!has(name)) {
            return;
        }
        for (int line = 0; line < count; line++) {
            if ((lines[line * WIDTH + TAG] & ORDINAL) == name.ordinal()) {
                lines[line * WIDTH + TAG] |= REMOVED;
            }
        }
        present &= ~name.bit();
    }

    /** Adds a line of ours. The value holds neither CR, LF nor NUL: it was checked when it was read, or is our own. */
    public void add(FieldName name, byte[] value) {
        add(name, value, 0, value.length);
    }

    public void add(FieldName name, byte[] value, int start, int end) {
        add(name, name.octets(), value, start, end);
    }

    /** As {@link #add(FieldName, byte[])}, with the name as it is to be written; {@link FieldName#OTHER} where it is no known one. */
    public void add(FieldName name, byte[] written, byte[] value) {
        add(name, written, value, 0, value.length);
    }

    public void add(FieldName name, byte[] written, byte[] value, int start, int end) {
        int line = startLine(written, end - start);
        System.arraycopy(value, start, own, ownEnd, end - start);
        finishLine(line, name, written.length, end - start);
    }

    /** Adds what a line of another section says as a line of ours. */
    public void addCopy(Fields from, int other) {
        byte[] octets = from.octets(other);
        byte[] name = Arrays.copyOfRange(octets, from.nameStart(other), from.nameEnd(other));
        add(from.known(other), name, octets, from.valueStart(other), from.valueEnd(other));
        if (from.isSensitive(other)) {
            sensitive();
        }
    }

    /** Adds a line whose value is what another line of this section says, a comma, and one more element. */
    public void addAppended(FieldName name, int to, byte[] element, int length) {
        byte[] before = octets(to);
        int from = valueStart(to);
        int size = valueEnd(to) - from;
        int line = startLine(name.octets(), size + 2 + length);
        System.arraycopy(before, from, own, ownEnd, size);
        own[ownEnd + size] = ',';
        own[ownEnd + size + 1] = ' ';
        System.arraycopy(element, 0, own, ownEnd + size + 2, length);
        finishLine(line, name, name.octets().length, size + 2 + length);
    }

    /**
     * Begins a line of ours whose value is {@link #put} together from pieces, at most so many octets of them, until {@link #end}.
     * Nothing else is added meanwhile.
     */
    public void begin(FieldName name, int mostOctets) {
        begun = startLine(name.octets(), mostOctets);
        begunValue = ownEnd;
    }

    /** Adds a piece to the value of the line begun. */
    public void put(byte[] piece) {
        put(piece, 0, piece.length);
    }

    public void put(byte[] piece, int start, int end) {
        System.arraycopy(piece, start, own, ownEnd, end - start);
        ownEnd += end - start;
    }

    /** Adds the value of another line of this section to that of the line begun. */
    public void putValue(int line) {
        put(octets(line), valueStart(line), valueEnd(line));
    }

    /** Ends the line begun. */
    public void end(FieldName name) {
        int length = ownEnd - begunValue;
        ownEnd = begunValue;
        finishLine(begun, name, name.octets().length, length);
    }

    private int startLine(byte[] name, int valueLength) {
        int needed = ownEnd + name.length + valueLength + 4;
        if (needed > own.length) {
            own = Arrays.copyOf(own, Math.max(needed, own.length * 2));
        }
        int start = ownEnd;
        System.arraycopy(name, 0, own, start, name.length);
        ownEnd = start + name.length;
        own[ownEnd++] = ':';
        own[ownEnd++] = ' ';
        return start;
    }

    private void finishLine(int start, FieldName name, int nameLength, int valueLength) {
        int value = ownEnd;
        ownEnd += valueLength;
        own[ownEnd++] = '\r';
        own[ownEnd++] = '\n';
        add(start, start + nameLength, value, value + valueLength, ownEnd, name, OWN);
    }

    /** Octets that {@link #writeTo} will write at most. */
    public int writtenLength() {
        int length = 0;
        for (int at = 0; at < count * WIDTH; at += WIDTH) {
            length += lines[at + END] - lines[at + START];
        }
        return length;
    }

    /** Writes the lines that were not removed, each ended by CRLF. Neighbours in the octets read leave as one span. */
    public void writeTo(ByteBuffer into) {
        int runStart = 0;
        int runEnd = 0;
        byte[] from = read;
        for (int at = 0; at < count * WIDTH; at += WIDTH) {
            int tag = lines[at + TAG];
            if ((tag & REMOVED) != 0) {
                continue;
            }
            byte[] octets = (tag & OWN) != 0 ? own : read;
            if (octets != from || lines[at + START] != runEnd) {
                into.put(from, runStart, runEnd - runStart);
                from = octets;
                runStart = lines[at + START];
            }
            runEnd = lines[at + END];
        }
        into.put(from, runStart, runEnd - runStart);
    }
}
