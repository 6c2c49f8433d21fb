package io.zentinelproxy.core.testkit.h2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame of RFC 9113 section 4.1, well formed or not: nothing is checked. What even this form cannot say (a length that is a lie, the
 * reserved bit) is said with {@link #octets(int, int, int, int, byte[])}.
 *
 * @param stream its number, 31 bits
 */
public record H2Frame(int type, int flags, int stream, byte[] payload) {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int PRIORITY_UPDATE = 0x10;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    /** HEADERS that begin with a priority, as RFC 7540 had it. */
    public static final int PRIORITIZED = 0x20;

    /** What a frame costs beside its payload. */
    public static final int HEAD_OCTETS = 9;

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    public static H2Frame data(int stream, byte[] content, boolean end) {
        return new H2Frame(DATA, end ? END_STREAM : 0, stream, content);
    }

    public static H2Frame data(int stream, String content, boolean end) {
        return data(stream, content.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    /** With so many octets of padding, which are no content but count in the windows. */
    public static H2Frame padded(int stream, String content, int padding, boolean end) {
        byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
        byte[] payload = new byte[1 + octets.length + padding];
        payload[0] = (byte) padding;
        System.arraycopy(octets, 0, payload, 1, octets.length);
        return new H2Frame(DATA, PADDED | (end ? END_STREAM : 0), stream, payload);
    }

    /** A whole field section. */
    public static H2Frame headers(int stream, HpackBlock block, boolean end) {
        return headers(stream, block.octets(), END_HEADERS | (end ? END_STREAM : 0));
    }

    public static H2Frame headers(int stream, byte[] block, int flags) {
        return new H2Frame(HEADERS, flags, stream, block);
    }

    public static H2Frame continuation(int stream, byte[] block, boolean last) {
        return new H2Frame(CONTINUATION, last ? END_HEADERS : 0, stream, block);
    }

    /** @param weight as on the wire, one less than is meant */
    public static H2Frame priority(int stream, int dependsOn, int weight) {
        return new H2Frame(PRIORITY, 0, stream, prioritySection(dependsOn, weight));
    }

    static byte[] prioritySection(int dependsOn, int weight) {
        return ByteBuffer.allocate(5).putInt(dependsOn).put((byte) weight).array();
    }

    public static H2Frame reset(int stream, H2Code code) {
        return new H2Frame(RST_STREAM, 0, stream, fourOctets(code.ordinal()));
    }

    /** Identifiers and values by turns. */
    public static H2Frame settings(long... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length / 2 * 6);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt((int) pairs[i + 1]);
        }
        return new H2Frame(SETTINGS, 0, 0, payload.array());
    }

    public static H2Frame settingsAck() {
        return new H2Frame(SETTINGS, ACK, 0, new byte[0]);
    }

    public static H2Frame pushPromise(int stream, int promised, HpackBlock block) {
        byte[] octets = block.octets();
        byte[] payload = ByteBuffer.allocate(4 + octets.length)
                .putInt(promised)
                .put(octets)
                .array();
        return new H2Frame(PUSH_PROMISE, END_HEADERS, stream, payload);
    }

    /** @param eightOctets exactly so many where the frame is to be well formed */
    public static H2Frame ping(String eightOctets) {
        return new H2Frame(PING, 0, 0, eightOctets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static H2Frame goAway(int lastStream, H2Code code) {
        byte[] payload =
                ByteBuffer.allocate(8).putInt(lastStream).putInt(code.ordinal()).array();
        return new H2Frame(GOAWAY, 0, 0, payload);
    }

    /** @param increment 31 bits, though 32 are sent */
    public static H2Frame windowUpdate(int stream, long increment) {
        return new H2Frame(WINDOW_UPDATE, 0, stream, fourOctets(increment));
    }

    /** RFC 9218 section 7.1. */
    public static H2Frame priorityUpdate(int stream, String value) {
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] payload =
                ByteBuffer.allocate(4 + text.length).putInt(stream).put(text).array();
        return new H2Frame(PRIORITY_UPDATE, 0, 0, payload);
    }

    private static byte[] fourOctets(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    /** The same frame with other flags. */
    public H2Frame withFlags(int other) {
        return new H2Frame(type, other, stream, payload);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The unsigned number at this place of the payload. */
    public long number(int offset) {
        return ByteBuffer.wrap(payload).getInt(offset) & 0xffff_ffffL;
    }

    /** Whether a field block is open behind this frame, where one was, or was not, before it. */
    boolean leavesBlockOpen(boolean before) {
        return type == HEADERS || type == CONTINUATION ? !has(END_HEADERS) : before;
    }

    /** What it takes on the wire. */
    public int size() {
        return HEAD_OCTETS + payload.length;
    }

    public byte[] octets() {
        return octets(payload.length, type, flags, stream, payload);
    }

    /** A frame on the wire, with a length that need not be true and a number of 32 bits. */
    public static byte[] octets(int length, int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD_OCTETS + payload.length)
                .put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Frames one after another. */
    public static byte[] octets(H2Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (H2Frame frame : frames) {
            all.writeBytes(frame.octets());
        }
        return all.toByteArray();
    }

    /** The payload without padding, and without what precedes the field block; null where the padding is too long. */
    byte @org.jspecify.annotations.Nullable [] inner() {
        int start = has(PADDED) && (type == DATA || type == HEADERS) ? 1 : 0;
        int padding = start == 0 || payload.length == 0 ? 0 : payload[0] & 0xff;
        if (type == HEADERS && has(PRIORITIZED)) {
            start += 5;
        }
        int end = payload.length - padding;
        return start > end ? null : Arrays.copyOfRange(payload, start, end);
    }

    @Override
    public String toString() {
        String name = switch (type) {
            case DATA -> "DATA";
            case HEADERS -> "HEADERS";
            case PRIORITY -> "PRIORITY";
            case RST_STREAM -> "RST_STREAM(" + codeAt(0) + ")";
            case SETTINGS -> "SETTINGS";
            case PUSH_PROMISE -> "PUSH_PROMISE";
            case PING -> "PING";
            case GOAWAY -> "GOAWAY(" + codeAt(4) + ")";
            case WINDOW_UPDATE -> "WINDOW_UPDATE";
            case CONTINUATION -> "CONTINUATION";
            default -> "type " + type;
        };
        byte[] first = Arrays.copyOf(payload, Math.min(payload.length, 24));
        return name + " flags " + flags + " stream " + stream + " length " + payload.length + " "
                + HexFormat.of().formatHex(first);
    }

    private String codeAt(int offset) {
        return payload.length < offset + 4
                ? "short"
                : H2Code.of((int) number(offset)).name();
    }
}
