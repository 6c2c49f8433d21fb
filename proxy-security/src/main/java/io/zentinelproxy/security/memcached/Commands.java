package io.zentinelproxy.security.memcached;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Commands of the meta protocol (memcached's protocol.txt) that are sent in one write. Belongs to one thread. Names are at most 250 octets
 * without blanks, see {@link KeyNames}.
 */
final class Commands {
    private static final int USUAL = 512;

    private byte[] octets = new byte[USUAL];
    private int length;
    private int replies;
    private int quiet;

    /** Adds to a counter, or makes it with this value, and asks for what it is now. */
    Commands add(byte[] name, long amount, long seconds) {
        text("ma ").octets(name).text(" N").number(seconds).text(" J").number(amount);
        return text(" D").number(amount).text(" v\r\n").replied();
    }

    /** Takes from a counter, never below 0, and asks for what it is now; there is nothing to take from one that is not there. */
    Commands subtract(byte[] name, long amount) {
        return text("ma ")
                .octets(name)
                .text(" MD D")
                .number(amount)
                .text(" v\r\n")
                .replied();
    }

    /** As {@link #subtract}, but nobody waits for replies: there may be one or none. {@link #end()} has to follow. */
    Commands subtractQuietly(byte[] name, long amount) {
        quiet++;
        return text("ma ").octets(name).text(" MD D").number(amount).text(" q\r\n");
    }

    /** Has exactly one reply, {@code MN}: those before it are those of what was said quietly. */
    Commands end() {
        return text("mn\r\n");
    }

    Commands get(byte[] name) {
        return text("mg ").octets(name).text(" v\r\n").replied();
    }

    /** Asks for the version of the value as well. */
    Commands getVersion(byte[] name) {
        return text("mg ").octets(name).text(" v c\r\n").replied();
    }

    Commands set(byte[] name, String value, long seconds) {
        return store(name, value, seconds, "");
    }

    /** Sets what is not there. */
    Commands setFirst(byte[] name, String value, long seconds) {
        return store(name, value, seconds, " ME");
    }

    /** Sets what is still of this version. */
    Commands setVersion(byte[] name, String value, long seconds, long version) {
        return store(name, value, seconds, " C" + Long.toUnsignedString(version));
    }

    private Commands store(byte[] name, String value, long seconds, String condition) {
        text("ms ").octets(name).text(" ").number(value.length()).text(" T").number(seconds);
        return text(condition).text("\r\n").text(value).text("\r\n").replied();
    }

    /** How many have exactly one reply that is waited for. */
    int replies() {
        return replies;
    }

    /** How many have one reply or none. */
    int quiet() {
        return quiet;
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    private Commands replied() {
        replies++;
        return this;
    }

    private Commands number(long number) {
        return text(Long.toString(number));
    }

    private Commands text(String ascii) {
        return octets(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Commands octets(byte[] more) {
        if (octets.length - length < more.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more.length));
        }
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
        return this;
    }
}
