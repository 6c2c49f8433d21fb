package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;

/** The fields that both sides know (RFC 7541 appendix A), each laid out as in {@link FieldSection}, and their names by hash. */
final class StaticTable {
    private static final String FIELDS = """
            :authority:\s
            :method: GET
            :method: POST
            :path: /
            :path: /index.html
            :scheme: http
            :scheme: https
            :status: 200
            :status: 204
            :status: 206
            :status: 304
            :status: 400
            :status: 404
            :status: 500
            accept-charset:\s
            accept-encoding: gzip, deflate
            accept-language:\s
            accept-ranges:\s
            accept:\s
            access-control-allow-origin:\s
            age:\s
            allow:\s
            authorization:\s
            cache-control:\s
            content-disposition:\s
            content-encoding:\s
            content-language:\s
            content-length:\s
            content-location:\s
            content-range:\s
            content-type:\s
            cookie:\s
            date:\s
            etag:\s
            expect:\s
            expires:\s
            from:\s
            host:\s
            if-match:\s
            if-modified-since:\s
            if-none-match:\s
            if-range:\s
            if-unmodified-since:\s
            last-modified:\s
            link:\s
            location:\s
            max-forwards:\s
            proxy-authenticate:\s
            proxy-authorization:\s
            range:\s
            referer:\s
            refresh:\s
            retry-after:\s
            server:\s
            set-cookie:\s
            strict-transport-security:\s
            transfer-encoding:\s
            user-agent:\s
            vary:\s
            via:\s
            www-authenticate:\s
            """;

    /** Indices go from 1 to this one; those above it are of the dynamic table (section 2.3.3). */
    static final int COUNT = 61;

    static final byte[] OCTETS = Ascii.octets(FIELDS.replace("\n", "\r\n"));

    private static final int[] STARTS = new int[COUNT + 1];
    private static final int[] NAME_LENGTHS = new int[COUNT + 1];
    private static final int[] VALUE_LENGTHS = new int[COUNT + 1];

    /** By the first index with a name: the last one. Fields of one name stand together. */
    private static final byte[] LASTS = new byte[COUNT + 1];

    /** By hash: the first index with a name, or 0. A name whose place is taken has the next that is free. */
    private static final byte[] NAMES = new byte[256];

    static {
        int at = 0;
        for (int index = 1; index <= COUNT; index++) {
            int end = FIELDS.indexOf('\n', at);
            // A pseudo-field begins with a colon.
            int colon = FIELDS.indexOf(": ", at);
            STARTS[index] = at + index - 1;
            NAME_LENGTHS[index] = colon - at;
            VALUE_LENGTHS[index] = end - colon - 2;
            at = end + 1;
            addName(index);
        }
    }

    private StaticTable() {}

    private static void addName(int index) {
        int start = STARTS[index];
        int end = start + NAME_LENGTHS[index];
        int hash = FieldHash.ofName(OCTETS, start, end);
        int first = find(hash, OCTETS, start, end);
        LASTS[first == 0 ? index : first] = (byte) index;
        if (first == 0) {
            int slot = hash & NAMES.length - 1;
            while (NAMES[slot] != 0) {
                slot = slot + 1 & NAMES.length - 1;
            }
            NAMES[slot] = (byte) index;
        }
    }

    /** The first index with this name, whatever its case, or 0. The hash is {@link FieldHash#ofName}. */
    static int find(int hash, byte[] name, int start, int end) {
        int slot = hash & NAMES.length - 1;
        for (int index = NAMES[slot]; index != 0; index = NAMES[slot]) {
            if (FieldHash.isName(name, start, end, OCTETS, STARTS[index], NAME_LENGTHS[index])) {
                return index;
            }
            slot = slot + 1 & NAMES.length - 1;
        }
        return 0;
    }

    /** The index of the field with the name that this index is the first of, and with this value, or 0. */
    static int findValue(int named, byte[] value, int start, int end) {
        for (int index = named; index <= LASTS[named]; index++) {
            if (hasValue(index, value, start, end)) {
                return index;
            }
        }
        return 0;
    }

    private static boolean hasValue(int index, byte[] value, int start, int end) {
        int from = STARTS[index] + NAME_LENGTHS[index] + 2;
        return Arrays.equals(value, start, end, OCTETS, from, from + VALUE_LENGTHS[index]);
    }

    static int start(int index) {
        return STARTS[index];
    }

    static int nameLength(int index) {
        return NAME_LENGTHS[index];
    }

    static int valueLength(int index) {
        return VALUE_LENGTHS[index];
    }
}
