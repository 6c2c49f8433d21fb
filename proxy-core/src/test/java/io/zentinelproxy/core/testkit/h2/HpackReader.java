package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads field blocks (RFC 7541) with the dynamic table of one connection. One thread. */
public final class HpackReader {
    private static final int ENTRY_OVERHEAD = 32;

    /** The newest first. */
    private final Deque<Fields.Line> dynamic = new ArrayDeque<>();

    private int allowed;
    private int most;
    private int size;

    /** @param tableOctets what we have allowed (SETTINGS_HEADER_TABLE_SIZE) */
    public HpackReader(int tableOctets) {
        this.allowed = tableOctets;
        this.most = Math.min(tableOctets, 4096);
    }

    /** Once our SETTINGS have been acknowledged. */
    public void allow(int tableOctets) {
        allowed = tableOctets;
    }

    /** @throws IllegalArgumentException where it is malformed */
    public Fields read(byte[] block) {
        ByteBuffer in = ByteBuffer.wrap(block);
        List<Fields.Line> lines = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                representation(in, lines);
            }
        } catch (java.nio.BufferUnderflowException shortened) {
            throw new IllegalArgumentException("field block ends within a field", shortened);
        }
        return new Fields(lines);
    }

    private void representation(ByteBuffer in, List<Fields.Line> lines) {
        int first = in.get(in.position()) & 0xff;
        if (first >= 0x80) {
            lines.add(entry(number(in, 7)));
        } else if (first >= 0x40) {
            Fields.Line line = literal(in, 6);
            lines.add(line);
            remember(line);
        } else if (first >= 0x20) {
            resize(number(in, 5), lines.isEmpty());
        } else {
            lines.add(literal(in, 4));
        }
    }

    private Fields.Line literal(ByteBuffer in, int prefix) {
        int index = number(in, prefix);
        String name = index == 0 ? text(in) : entry(index).name();
        return new Fields.Line(name, text(in));
    }

    private static String text(ByteBuffer in) {
        boolean huffman = in.get(in.position()) < 0;
        byte[] octets = new byte[Math.min(number(in, 7), in.remaining() + 1)];
        in.get(octets);
        return new String(huffman ? HpackTables.text(octets) : octets, StandardCharsets.ISO_8859_1);
    }

    private static int number(ByteBuffer in, int prefix) {
        int most = (1 << prefix) - 1;
        long value = in.get() & most;
        if (value < most) {
            return (int) value;
        }
        for (int shift = 0; ; shift += 7) {
            int octet = in.get();
            value += (long) (octet & 0x7f) << shift;
            if (value > Integer.MAX_VALUE || shift > 28) {
                throw new IllegalArgumentException("number too large");
            }
            if (octet >= 0) {
                return (int) value;
            }
        }
    }

    private Fields.Line entry(int index) {
        if (index < 1 || index > HpackTables.FIXED.size() + dynamic.size()) {
            throw new IllegalArgumentException("no entry " + index);
        }
        if (index <= HpackTables.FIXED.size()) {
            return HpackTables.FIXED.get(index - 1);
        }
        return dynamic.stream()
                .skip(index - HpackTables.FIXED.size() - 1L)
                .findFirst()
                .orElseThrow();
    }

    private void resize(int octets, boolean atTheBeginning) {
        if (octets > allowed || !atTheBeginning) {
            throw new IllegalArgumentException("table size " + octets + " where it may not be");
        }
        most = octets;
        evict();
    }

    private void remember(Fields.Line line) {
        dynamic.addFirst(line);
        size += cost(line);
        evict();
    }

    private void evict() {
        while (size > most) {
            size -= cost(dynamic.removeLast());
        }
    }

    private static int cost(Fields.Line line) {
        return line.name().length() + line.value().length() + ENTRY_OVERHEAD;
    }

    /** How many octets the dynamic table holds. */
    int tableOctets() {
        return size;
    }
}
