package io.zentinelproxy.inference.answer;

/**
 * Reads JSON as it goes by, in pieces of any size, and tells what a {@link Shape} asks for. Holds nothing but the string it is in, and of that no
 * more than {@link StringOctets#MAX_OCTETS}; what no shape asks for is passed over, however deep. It reads leniently: it has to find what was
 * used, not to judge. Belongs to one thread.
 */
final class JsonScan {
    /** Of what shapes ask for; what is deeper is passed over. */
    private static final int MAX_DEPTH = 16;

    private static final int VALUE = 0;
    private static final int FIRST_KEY = 1;
    private static final int KEY = 2;
    private static final int COLON = 3;
    private static final int AFTER = 4;
    private static final int FIRST_ELEMENT = 5;
    private static final int STRING = 6;
    private static final int ESCAPE = 7;
    private static final int HEX = 8;
    private static final int NUMBER = 9;
    private static final int LITERAL = 10;
    private static final int SKIP = 11;
    private static final int SKIP_STRING = 12;
    private static final int SKIP_ESCAPE = 13;
    private static final int DONE = 14;
    private static final int BROKEN = 15;

    /** Octets at which what is passed over has to be looked at: quotes and brackets. */
    private static final boolean[] MARKS = new boolean[256];

    static {
        for (char mark : "\"{}[]".toCharArray()) {
            MARKS[mark] = true;
        }
    }

    private static final byte[] BRACE = {'{'};
    private static final byte[] BRACKET = {'['};

    /** Who is told. Offsets count from the first octet of the content. */
    interface Listener {
        /** A string, or the next piece of a text; of a text every octet comes, of others the first {@link StringOctets#MAX_OCTETS}. */
        void string(Shape shape, byte[] octets, int from, int to);

        void number(Shape shape, long value);

        /** A value that is not null has begun. */
        void opened(Shape shape);

        /** The value of a member is over. */
        void closed(Shape shape, long keyFrom, long valueTo);
    }

    private final Listener listener;
    private final StringOctets string = new StringOctets();
    private final NumberOctets number = new NumberOctets();
    private final Shape[] shapes = new Shape[MAX_DEPTH];
    private final boolean[] objects = new boolean[MAX_DEPTH];
    private final long[] keys = new long[MAX_DEPTH];
    private int depth;
    private int state;
    private boolean inKey;
    private Shape expected = Shape.NONE;
    private int skipDepth;

    JsonScan(Listener listener) {
        this.listener = listener;
    }

    /** Starts anew. */
    void begin(Shape root) {
        state = VALUE;
        depth = 0;
        expected = root;
        inKey = false;
        string.clear();
    }

    boolean isComplete() {
        return state == DONE;
    }

    boolean isBroken() {
        return state == BROKEN;
    }

    /**
     * Reads on.
     *
     * @param base the offset of {@code octets[0]} in the content
     */
    void feed(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to) {
            switch (state) {
                case STRING -> i = string(octets, i, to, base);
                case SKIP -> i = skip(octets, i, to, base);
                case SKIP_STRING -> i = skipString(octets, i, to, base);
                case SKIP_ESCAPE -> {
                    state = SKIP_STRING;
                    i = raw(octets, i, i + 1);
                }
                case ESCAPE -> {
                    makeRoom();
                    state = string.escaped(octets[i]) ? HEX : STRING;
                    i++;
                }
                case HEX -> {
                    state = string.hex(octets[i]) ? STRING : HEX;
                    i++;
                }
                case NUMBER -> i = number(octets, i, to, base);
                case LITERAL -> i = literal(octets, i, to, base);
                case BROKEN -> i = to;
                default -> i = structure(octets, i, base);
            }
        }
    }

    private int structure(byte[] octets, int i, long base) {
        byte octet = octets[i];
        if (octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t') {
            return i + 1;
        }
        switch (state) {
            case VALUE -> value(octet);
            case FIRST_ELEMENT -> {
                if (octet == ']') {
                    close(false, base + i + 1);
                } else {
                    value(octet);
                }
            }
            case FIRST_KEY, KEY -> key(octet, base + i);
            case COLON -> state = octet == ':' ? VALUE : BROKEN;
            case AFTER -> after(octet, base + i + 1);
            default -> state = BROKEN;
        }
        // A number's first digit is read again where numbers are read.
        return state == NUMBER ? i : i + 1;
    }

    private void key(byte octet, long at) {
        if (octet == '"') {
            inKey = true;
            keys[depth - 1] = at;
            state = STRING;
        } else if (octet == '}' && state == FIRST_KEY) {
            close(true, at + 1);
        } else {
            state = BROKEN;
        }
    }

    private void after(byte octet, long end) {
        boolean object = objects[depth - 1];
        switch (octet) {
            case ',' -> {
                if (object) {
                    state = KEY;
                } else {
                    expected = shapes[depth - 1].element();
                    state = VALUE;
                }
            }
            case '}', ']' -> close(octet == '}', end);
            default -> state = BROKEN;
        }
    }

    private void value(byte octet) {
        switch (octet) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                listener.opened(expected);
                state = expected.role == Shape.Role.NONE ? SKIP_STRING : STRING;
                skipDepth = 0;
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                state = NUMBER;
                number.begin();
            }
            case 't', 'f', 'n' -> state = LITERAL;
            default -> state = BROKEN;
        }
    }

    private void open(boolean object) {
        listener.opened(expected);
        boolean known = object ? expected.isObject() : expected.isArray();
        if (!known || depth == MAX_DEPTH) {
            skipDepth = 1;
            state = SKIP;
            raw(object ? BRACE : BRACKET, 0, 1);
            return;
        }
        shapes[depth] = expected;
        objects[depth] = object;
        depth++;
        if (object) {
            state = FIRST_KEY;
        } else {
            expected = expected.element();
            state = FIRST_ELEMENT;
        }
    }

    private void close(boolean object, long end) {
        if (objects[depth - 1] != object) {
            state = BROKEN;
            return;
        }
        depth--;
        ended(shapes[depth], end);
    }

    /** A value is over, whatever it was. */
    private void ended(Shape shape, long end) {
        if (depth == 0) {
            listener.closed(shape, 0, end);
            state = DONE;
            return;
        }
        if (shape != Shape.NONE) {
            listener.closed(shape, keys[depth - 1], end);
        }
        state = AFTER;
    }

    private int string(byte[] octets, int from, int to, long base) {
        int i = from;
        byte octet = 0;
        while (i < to) {
            octet = octets[i];
            if (octet == '"' || octet == '\\') {
                break;
            }
            i++;
        }
        if (i < to && octet == '"') {
            if (string.isEmpty()) {
                whole(octets, from, i);
            } else {
                collect(octets, from, i);
                string.end();
                whole(string.array(), 0, string.length());
                string.clear();
            }
            if (state == STRING) {
                ended(expected, base + i + 1);
            }
            return i + 1;
        }
        collect(octets, from, i);
        if (i < to) {
            state = ESCAPE;
            return i + 1;
        }
        return i;
    }

    /** A string is complete. */
    private void whole(byte[] octets, int from, int to) {
        if (inKey) {
            inKey = false;
            expected = shapes[depth - 1].member(octets, from, to);
            state = COLON;
        } else {
            listener.string(expected, octets, from, to);
        }
    }

    /** A part of a string, whose rest is still to come. */
    private void collect(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            at += string.add(octets, at, to);
            if (at < to && !makeRoom()) {
                return;
            }
        }
    }

    /** Of a text, tells what is there, but for a character that may be incomplete. @return whether there is room now */
    private boolean makeRoom() {
        if (string.length() < StringOctets.MAX_OCTETS - 16) {
            return true;
        }
        if (inKey || !expected.role.isText()) {
            return false;
        }
        int end = wholeCharacters(string.array(), string.length());
        listener.string(expected, string.array(), 0, end);
        string.keepFrom(end);
        return true;
    }

    /** Where the last character that may be incomplete begins. */
    private static int wholeCharacters(byte[] octets, int length) {
        int last = length - 1;
        while (last > length - 4 && (octets[last] & 0xC0) == 0x80) {
            last--;
        }
        return octets[last] < 0 ? last : length;
    }

    private int skip(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to && !MARKS[octets[i] & 0xFF]) {
            i++;
        }
        if (i == to) {
            return raw(octets, from, to);
        }
        raw(octets, from, i + 1);
        switch (octets[i]) {
            case '"' -> state = SKIP_STRING;
            case '{', '[' -> skipDepth++;
            default -> skipDepth--;
        }
        i++;
        if (skipDepth == 0) {
            endSkipped(base + i);
        }
        return i;
    }

    private int skipString(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to) {
            byte octet = octets[i];
            i++;
            if (octet == '"') {
                raw(octets, from, i);
                state = SKIP;
                if (skipDepth == 0) {
                    endSkipped(base + i);
                }
                return i;
            }
            if (octet == '\\') {
                raw(octets, from, i);
                state = SKIP_ESCAPE;
                return i;
            }
        }
        return raw(octets, from, to);
    }

    /** Arguments of a tool that are an object are text, as they are written. */
    private int raw(byte[] octets, int from, int to) {
        if (expected.role.isText()) {
            collect(octets, from, to);
        }
        return to;
    }

    private void endSkipped(long end) {
        if (expected.role.isText()) {
            listener.string(expected, string.array(), 0, string.length());
        }
        string.clear();
        ended(expected, end);
    }

    private int number(byte[] octets, int from, int to, long base) {
        int end = number.add(octets, from, to);
        if (end < to) {
            if (expected.slot != Slot.NONE && number.isCount()) {
                listener.number(expected, number.value());
            }
            ended(expected, base + end);
        }
        return end;
    }

    private int literal(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to && octets[i] >= 'a' && octets[i] <= 'z') {
            i++;
        }
        if (i < to) {
            ended(expected, base + i);
        }
        return i;
    }
}
