package io.zentinelproxy.core.json;

import io.zentinelproxy.core.json.JsonTokens.Kind;

/**
 * A document's tokens in their order, each with its place in the octets, for who changes some of them and leaves the rest as it
 * is. Ours and not jackson's, as the places must be exact, also of the end of a string whose text nobody asks for. As strict as
 * {@link Json#parse}: RFC 8259 in well-formed UTF-8 without a byte order mark, no unpaired surrogate; except that names may come
 * twice: who reads them sees both. Reads the octets in place and allocates nothing but the texts it is asked for. One thread;
 * not to be used on after an exception.
 */
public final class JsonScan {
    /** What may come next. */
    private enum State {
        VALUE,
        FIRST_NAME,
        FIRST_ELEMENT,
        BEHIND_VALUE,
        BEHIND_DOCUMENT
    }

    /** Behind the last octet; no octet is negative here. */
    private static final int END = -1;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] octets;
    private final int length;
    private final ScanBounds bounds;
    private final StringScan strings;

    /** Whether what is open at a depth is an object. */
    private final boolean[] objects;

    private State state = State.VALUE;
    private Kind kind = Kind.DOCUMENT_END;
    private int depth;
    private int values;
    private int at;
    private int from;
    private int to;

    /**
     * @param octets not to be changed meanwhile
     * @param length how many of them are the document
     */
    public JsonScan(byte[] octets, int length, ScanBounds bounds) {
        this.octets = octets;
        this.length = length;
        this.bounds = bounds;
        this.strings = new StringScan(octets, length, bounds.stringOctets());
        this.objects = new boolean[bounds.depth() + 1];
    }

    /** @throws JsonException if the document is malformed here, or over a bound */
    public Kind next() throws JsonException {
        int first = skipSpace();
        from = at;
        kind = switch (state) {
            case VALUE -> value(first);
            case FIRST_NAME -> first == '}' ? close() : name(first);
            case FIRST_ELEMENT -> first == ']' ? close() : value(first);
            case BEHIND_VALUE -> behindValue(first);
            case BEHIND_DOCUMENT -> documentEnd(first);
        };
        to = kind == Kind.NAME || kind == Kind.STRING ? strings.end() : at;
        return kind;
    }

    /** From the beginning of an object or array to behind its end, which then is one token; nothing at any other token. */
    public void skip() throws JsonException {
        if (kind != Kind.OBJECT && kind != Kind.ARRAY) {
            return;
        }
        int begin = from;
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
        from = begin;
    }

    /** The token's first octet; of a string its quote. */
    public int from() {
        return from;
    }

    /** Behind the token's last octet. */
    public int to() {
        return to;
    }

    /** What was found last. */
    public Kind kind() {
        return kind;
    }

    /** What a name or string says, its escapes resolved. Each call makes it anew. */
    public String text() {
        return strings.text();
    }

    /**
     * What a string says that has been passed already; {@link #text} then says the same.
     *
     * @param quote where it begins
     */
    public String textAt(int quote) throws JsonException {
        strings.read(quote);
        return strings.text();
    }

    /** Of a number without fraction, exponent and sign its value; -1 of any other, and where it is over 2^31-1. */
    public long wholeNumber() {
        long whole = 0;
        for (int i = from; i < to; i++) {
            int digit = octets[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            whole = whole * 10 + digit;
            if (whole > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return whole;
    }

    private Kind behindValue(int first) throws JsonException {
        boolean object = objects[depth];
        if (first == (object ? '}' : ']')) {
            return close();
        }
        if (first != ',') {
            throw unexpected();
        }
        at++;
        int second = skipSpace();
        from = at;
        return object ? name(second) : value(second);
    }

    private Kind documentEnd(int first) throws JsonException {
        if (first != END) {
            throw new JsonException("more than one value", at);
        }
        return Kind.DOCUMENT_END;
    }

    private Kind name(int first) throws JsonException {
        if (first != '"') {
            throw unexpected();
        }
        at = strings.read(at);
        if (skipSpace() != ':') {
            throw unexpected();
        }
        at++;
        state = State.VALUE;
        return Kind.NAME;
    }

    private Kind value(int first) throws JsonException {
        if (++values > bounds.values()) {
            throw JsonException.tooLarge("more than " + bounds.values() + " values", at);
        }
        if (first == '{') {
            return open(Kind.OBJECT);
        }
        if (first == '[') {
            return open(Kind.ARRAY);
        }
        Kind scalar = scalar(first);
        state = depth == 0 ? State.BEHIND_DOCUMENT : State.BEHIND_VALUE;
        return scalar;
    }

    private Kind scalar(int first) throws JsonException {
        return switch (first) {
            case '"' -> {
                at = strings.read(at);
                yield Kind.STRING;
            }
            case 't' -> word(TRUE, Kind.TRUE);
            case 'f' -> word(FALSE, Kind.FALSE);
            case 'n' -> word(NULL, Kind.NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected();
        };
    }

    private Kind open(Kind opened) throws JsonException {
        if (depth == bounds.depth()) {
            throw new JsonException("more than " + depth + " objects and arrays inside each other", at);
        }
        at++;
        objects[++depth] = opened == Kind.OBJECT;
        state = opened == Kind.OBJECT ? State.FIRST_NAME : State.FIRST_ELEMENT;
        return opened;
    }

    private Kind close() {
        at++;
        boolean object = objects[depth--];
        state = depth == 0 ? State.BEHIND_DOCUMENT : State.BEHIND_VALUE;
        return object ? Kind.OBJECT_END : Kind.ARRAY_END;
    }

    private Kind word(byte[] word, Kind found) throws JsonException {
        for (byte letter : word) {
            if (octet() != letter) {
                throw unexpected();
            }
            at++;
        }
        return found;
    }

    private Kind number() throws JsonException {
        if (octet() == '-') {
            at++;
        }
        if (octet() == '0') {
            at++;
        } else {
            digits();
        }
        if (octet() == '.') {
            at++;
            digits();
        }
        if (octet() == 'e' || octet() == 'E') {
            at++;
            if (octet() == '+' || octet() == '-') {
                at++;
            }
            digits();
        }
        if (at - from > bounds.stringOctets()) {
            throw JsonException.tooLarge("number over " + bounds.stringOctets() + " octets", from);
        }
        return Kind.NUMBER;
    }

    /** One or more. */
    private void digits() throws JsonException {
        int first = at;
        while (octet() >= '0' && octet() <= '9') {
            at++;
        }
        if (at == first) {
            throw unexpected();
        }
    }

    private int octet() {
        return at < length ? octets[at] & 0xff : END;
    }

    /** The octet that is not space, which stays to be read. */
    private int skipSpace() {
        int octet = octet();
        while (octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t') {
            at++;
            octet = octet();
        }
        return octet;
    }

    private JsonException unexpected() {
        return new JsonException(at < length ? "unexpected character" : "it ends too early", at);
    }
}
