package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * An event stream as the WHATWG HTML standard says (section 9.2.6), in pieces of any size: lines end in CR, LF or both, a byte order mark may
 * come first, and the data of an event may have several lines. Keeps nothing of a line but the name of its field and of the event, so a line
 * may be of any length.
 */
final class EventLines {
    private static final int MAX_FIELD = 8;
    private static final int MAX_TYPE = 64;
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Where in a line it is. */
    private enum In {
        MARK,
        START,
        FIELD,
        SPACE,
        DATA,
        TYPE,
        OTHER
    }

    /** Who is told where events end. Offsets count from the first octet of the content. */
    interface Listener {
        /** An event is complete, or a block of lines without data. */
        void eventEnded(long end, boolean data);

        /** A comment is complete that stands before any other line of an event. */
        void commentEnded(long end);
    }

    private final AnswerReader reader;
    private final JsonScan scan;
    private final Listener listener;
    private final byte[] field = new byte[MAX_FIELD];
    private final byte[] type = new byte[MAX_TYPE];
    private final byte[] head = new byte[DONE.length + 1];
    private In in = In.MARK;
    private int marks;
    private boolean afterReturn;
    private int fieldLength;
    private int typeLength;
    private int headLength;
    private boolean hasData;
    private boolean hasLines;
    private boolean comment;

    EventLines(AnswerReader reader, Listener listener) {
        this.reader = reader;
        this.listener = listener;
        scan = new JsonScan(reader);
    }

    /** Reads on. @param base the offset of {@code octets[0]} in the content */
    void feed(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to) {
            byte octet = octets[i];
            if (afterReturn) {
                afterReturn = false;
                if (octet == '\n') {
                    i++;
                    continue;
                }
            }
            switch (in) {
                case MARK -> {
                    if (marks < MARK.length && octet == MARK[marks]) {
                        marks++;
                        i++;
                    } else {
                        in = In.START;
                    }
                }
                case DATA -> i = data(octets, i, to, base);
                case OTHER -> i = other(octets, i, to, base);
                default -> {
                    if (octet == '\n' || octet == '\r') {
                        endLine(octet, base + i + 1);
                        i++;
                    } else if (in == In.SPACE && octet != ' ') {
                        named();
                    } else {
                        small(octet);
                        i++;
                    }
                }
            }
        }
    }

    /** An octet of a part that is kept. */
    private void small(byte octet) {
        switch (in) {
            case START -> {
                fieldLength = 0;
                comment = octet == ':';
                in = comment ? In.OTHER : In.FIELD;
                if (!comment) {
                    field[fieldLength++] = octet;
                }
            }
            case FIELD -> {
                if (octet == ':') {
                    in = In.SPACE;
                } else if (fieldLength == MAX_FIELD) {
                    in = In.OTHER;
                } else {
                    field[fieldLength++] = octet;
                }
            }
            case SPACE -> named();
            case TYPE -> {
                if (typeLength < MAX_TYPE) {
                    type[typeLength++] = octet;
                }
            }
            case MARK, DATA, OTHER -> {}
        }
    }

    /** The value of a field begins. */
    private void named() {
        if (isField("data")) {
            in = In.DATA;
            beginData();
        } else if (isField("event")) {
            in = In.TYPE;
            typeLength = 0;
        } else {
            in = In.OTHER;
        }
    }

    private boolean isField(String name) {
        if (fieldLength != name.length()) {
            return false;
        }
        for (int i = 0; i < fieldLength; i++) {
            if (field[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void beginData() {
        if (hasData) {
            scan.feed(LINE_FEED, 0, 1, 0);
            return;
        }
        hasData = true;
        headLength = 0;
        scan.begin(Shapes.EVENT);
        reader.begin(typeLength == 0 ? "" : new String(type, 0, typeLength, US_ASCII));
    }

    private int data(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to && octets[i] != '\n' && octets[i] != '\r') {
            i++;
        }
        if (headLength < head.length) {
            int count = Math.min(i - from, head.length - headLength);
            System.arraycopy(octets, from, head, headLength, count);
            headLength += count;
        }
        scan.feed(octets, from, i, base);
        if (i < to) {
            endLine(octets[i], base + i + 1);
            i++;
        }
        return i;
    }

    private int other(byte[] octets, int from, int to, long base) {
        int i = from;
        while (i < to && octets[i] != '\n' && octets[i] != '\r') {
            i++;
        }
        if (i < to) {
            endLine(octets[i], base + i + 1);
            i++;
        }
        return i;
    }

    private void endLine(byte octet, long end) {
        afterReturn = octet == '\r';
        if (in == In.START) {
            endEvent(end);
            return;
        }
        if (in == In.SPACE || in == In.FIELD) {
            // "data:" and "data" alone are data, too, and empty.
            named();
        }
        in = In.START;
        if (!comment) {
            hasLines = true;
        } else if (!hasLines) {
            listener.commentEnded(end);
        }
        comment = false;
    }

    private void endEvent(long end) {
        boolean data = hasData;
        if (data) {
            told();
        }
        listener.eventEnded(end, data);
        hasData = false;
        hasLines = false;
        typeLength = 0;
    }

    private void told() {
        if (isDone()) {
            reader.done();
        } else {
            reader.ended(scan.isComplete());
        }
    }

    /** Blanks behind it are borne with. */
    private boolean isDone() {
        return headLength >= DONE.length
                && Arrays.equals(head, 0, DONE.length, DONE, 0, DONE.length)
                && (headLength == DONE.length || head[DONE.length] == ' ');
    }

    /** The content is over. An event without its blank line is dropped by readers, but what it tells is true. */
    void end(long at) {
        if (in == In.MARK) {
            return;
        }
        boolean more = in != In.START || hasLines;
        in = In.START;
        if (more && hasData && (scan.isComplete() || isDone())) {
            endEvent(at);
        }
    }
}
