package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Reply.Code;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads replies of the meta protocol, strictly: what is not exactly one of those that can follow on our commands is no reply. Holds at most
 * its buffer. Belongs to one thread at a time.
 */
final class ReplyReader {
    /** Octets of a line with its end; ours have at most 40, errors a sentence. */
    static final int MAX_LINE = 256;

    /** Octets of a value; ours have at most 48. */
    static final int MAX_VALUE = 64;

    /** Where octets come from, as {@link java.io.InputStream#read(byte[], int, int)} says. */
    @FunctionalInterface
    interface Source {
        int read(byte[] octets, int start, int length) throws IOException;
    }

    private static final int MAX_SIZE_DIGITS = 2;
    private static final int MAX_SHOWN = 80;

    private final Source in;
    private final byte[] buffer = new byte[4 * MAX_LINE];
    private int from;
    private int to;

    ReplyReader(Source in) {
        this.in = in;
    }

    /** Whether octets have come that nobody has read. */
    boolean hasMore() {
        return from < to;
    }

    /**
     * @throws BadReplyException where it is none, or an error
     * @throws EOFException where the peer has closed
     */
    Reply next() throws IOException {
        String line = line();
        String[] words = line.split(" ", -1);
        Code code = code(words[0], line);
        if (code != Code.VALUE) {
            return Reply.of(code, version(words, 1, line));
        }
        if (words.length < 2) {
            throw bad(line);
        }
        int size = size(words[1], line);
        long version = version(words, 2, line);
        return new Reply(code, value(size), version);
    }

    private static Code code(String word, String line) throws BadReplyException {
        for (Code code : Code.values()) {
            if (code.word.equals(word)) {
                return code;
            }
        }
        throw bad(line);
    }

    /** We ask for no flag but {@code c}. */
    private static long version(String[] words, int first, String line) throws BadReplyException {
        long version = 0;
        for (int i = first; i < words.length; i++) {
            if (!words[i].startsWith("c") || words[i].length() == 1 || words.length > first + 1) {
                throw bad(line);
            }
            version = version(words[i].substring(1), line);
        }
        return version;
    }

    private static long version(String digits, String line) throws BadReplyException {
        try {
            if (digits.charAt(0) != '+') {
                return Long.parseUnsignedLong(digits);
            }
            throw bad(line);
        } catch (NumberFormatException none) {
            throw bad(line);
        }
    }

    private static int size(String word, String line) throws BadReplyException {
        if (word.length() > MAX_SIZE_DIGITS) {
            throw bad(line);
        }
        long size = Reply.unsigned(word);
        if (size > MAX_VALUE) {
            throw bad(line);
        }
        return (int) size;
    }

    private byte[] value(int size) throws IOException {
        while (to - from < size + 2) {
            fill();
        }
        byte[] value = Arrays.copyOfRange(buffer, from, from + size);
        from += size;
        if (buffer[from] != '\r' || buffer[from + 1] != '\n') {
            throw new BadReplyException("a value longer than it was said to be");
        }
        from += 2;
        return value;
    }

    private String line() throws IOException {
        int end = from;
        while (true) {
            for (; end < to; end++) {
                if (buffer[end] == '\n') {
                    return line(end);
                }
            }
            if (to - from >= MAX_LINE) {
                throw bad(ascii(to));
            }
            int seen = end - from;
            fill();
            end = from + seen;
        }
    }

    private String line(int end) throws BadReplyException {
        if (end == from || buffer[end - 1] != '\r' || end - from >= MAX_LINE) {
            throw bad(ascii(end));
        }
        String line = ascii(end - 1);
        from = end + 1;
        return line;
    }

    private String ascii(int end) {
        return new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** Reads more behind what is there. */
    private void fill() throws IOException {
        if (buffer.length - from < MAX_LINE + MAX_VALUE) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int more = in.read(buffer, to, buffer.length - to);
        if (more < 0) {
            throw new EOFException("the connection was closed");
        }
        to += more;
    }

    /** What is shown of a line comes from outside. */
    private static BadReplyException bad(String line) {
        String shown = line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "..." : line;
        return new BadReplyException("bad reply \"" + shown.replaceAll("[^ -~]|\"", "?") + '"');
    }
}
