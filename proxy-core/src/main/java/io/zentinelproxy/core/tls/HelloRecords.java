package io.zentinelproxy.core.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a connection until its ClientHello is whole: they take the room of what has come, and no engine is made before. A
 * hello may come in many records, of an octet each.
 */
final class HelloRecords {
    private static final int HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int TLS = 3;
    private static final int MAX_FRAGMENT = 16 * 1024;

    private final int most;
    private byte[] octets = new byte[0];
    private int length;

    /** Where the first record begins that is not whole yet. */
    private int record;

    /** The handshake messages: fragments of the whole records, one behind the other. */
    private byte[] message = new byte[0];

    /** Takes at most this many octets, headers of records included. */
    HelloRecords(int most) {
        this.most = most;
    }

    /** How many more may come. */
    int room() {
        return most - length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** All that came, ready to be taken. */
    ByteBuffer all() {
        return ByteBuffer.wrap(octets, 0, length);
    }

    /** Takes what was read: no more than there is {@link #room} for. */
    void add(ByteBuffer read) {
        int more = read.remaining();
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.min(most, Math.max(length + more, 2 * length)));
        }
        read.get(octets, length, more);
        length += more;
    }

    /** The hello, or null where it is not whole yet. */
    @Nullable
    ClientHello parse() throws HandshakeRefused {
        while (length > record) {
            checkHeader();
            if (length - record < HEADER || length - record < HEADER + fragment()) {
                break;
            }
            takeFragment();
            if (isWhole()) {
                return HelloParser.parse(message, MESSAGE_HEADER, MESSAGE_HEADER + announced(message, 0));
            }
        }
        checkPartial();
        if (room() == 0) {
            throw tooLarge();
        }
        return null;
    }

    private int fragment() {
        return (octets[record + 3] & 0xff) << 8 | octets[record + 4] & 0xff;
    }

    private void checkHeader() throws HandshakeRefused {
        int type = octets[record] & 0xff;
        if (record == 0 && (type >= 'A' && type <= 'Z' || type >= 'a' && type <= 'z')) {
            throw new HandshakeRefused(
                    HandshakeResult.PLAIN_HTTP, HandshakeRefused.Told.NOTHING, "a request in the clear");
        }
        boolean known = type == HANDSHAKE && (length - record < 2 || octets[record + 1] == TLS);
        if (!known) {
            throw unexpected("no record of a TLS handshake");
        }
        if (length - record >= HEADER && (fragment() == 0 || fragment() > MAX_FRAGMENT)) {
            throw unexpected("a record of " + fragment() + " octets");
        }
    }

    private void takeFragment() {
        int size = fragment();
        int before = message.length;
        message = Arrays.copyOf(message, before + size);
        System.arraycopy(octets, record + HEADER, message, before, size);
        record += HEADER + size;
    }

    private boolean isWhole() throws HandshakeRefused {
        return checkStart(message, 0, message.length) && message.length >= MESSAGE_HEADER + announced(message, 0);
    }

    /** The length of a message is known long before its end: what would be too large is not waited for. */
    private void checkPartial() throws HandshakeRefused {
        if (message.length == 0) {
            checkStart(octets, HEADER, length - HEADER);
        }
    }

    /** Whether type and length of the message have come. */
    private boolean checkStart(byte[] in, int from, int available) throws HandshakeRefused {
        if (available >= 1 && in[from] != CLIENT_HELLO) {
            throw unexpected("no ClientHello");
        }
        if (available < MESSAGE_HEADER) {
            return false;
        }
        if (announced(in, from) > most) {
            throw tooLarge();
        }
        return true;
    }

    private static int announced(byte[] in, int from) {
        return (in[from + 1] & 0xff) << 16 | (in[from + 2] & 0xff) << 8 | in[from + 3] & 0xff;
    }

    private static HandshakeRefused unexpected(String what) {
        return new HandshakeRefused(HandshakeResult.BAD_HELLO, HandshakeRefused.Told.UNEXPECTED_MESSAGE, what);
    }

    private HandshakeRefused tooLarge() {
        return new HandshakeRefused(
                HandshakeResult.HELLO_TOO_LARGE,
                HandshakeRefused.Told.DECODE_ERROR,
                "a ClientHello of more than " + most + " octets");
    }
}
