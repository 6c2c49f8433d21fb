package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.WebSocketKey;
import io.zentinelproxy.core.http2.hpack.FieldIndexing;
import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.http2.hpack.Indexing;
import org.jspecify.annotations.Nullable;

/** Writes heads and trailers as field sections, with framing of our own and without what concerns a connection of HTTP/1.1. */
final class HeadEncoder {
    /** Octets of all of one block that is sent: more than any head that is taken. */
    static final int MAX_OCTETS = 512 * 1024;

    /** Octets that a line of HTTP/1.1 may grow by in its coding. */
    private static final int PER_LINE = 8;

    /** Octets of what is no field of the head's. */
    private static final int REST = 64;

    private static final byte[] CONTENT_LENGTH = Ascii.octets("content-length");

    private HeadEncoder() {}

    /** Something that a field section can be made of. */
    interface Head {
        /** Octets that it has at most. */
        int mostOctets();

        /** Encodes it. Called under the guard of the connection's output. */
        void encode(HpackEncoder into);
    }

    static int mostOctets(Fields fields) {
        return fields.writtenLength() + PER_LINE * fields.count() + REST;
    }

    /** Encodes the lines that concern more than one connection. */
    static void fields(Fields fields, HpackEncoder into) {
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line) && goesOn(fields.known(line))) {
                field(fields, line, into);
            }
        }
    }

    /** As {@link #fields}, for a request, whose authority is said otherwise. */
    static void fieldsButHost(Fields fields, HpackEncoder into) {
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line) && isOfRequest(fields.known(line))) {
                field(fields, line, into);
            }
        }
    }

    /** The same without the key of an opening handshake, which HTTP/2 has no use for (RFC 8441 section 5). */
    static void fieldsOfConnect(Fields fields, HpackEncoder into) {
        int key = fields.find(WebSocketKey.NAME, 0);
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line) && isOfRequest(fields.known(line)) && line != key) {
                field(fields, line, into);
            }
        }
    }

    private static boolean isOfRequest(FieldName name) {
        return goesOn(name) && name != FieldName.HOST;
    }

    private static void field(Fields fields, int line, HpackEncoder into) {
        byte[] octets = fields.octets(line);
        into.field(
                octets,
                fields.nameStart(line),
                fields.nameEnd(line),
                octets,
                fields.valueStart(line),
                fields.valueEnd(line),
                indexing(fields, line));
    }

    /** What its sender wants in no table is in none of ours (RFC 7541 section 6.2.3). */
    private static Indexing indexing(Fields fields, int line) {
        if (fields.isSensitive(line)) {
            return Indexing.NEVER;
        }
        FieldName known = fields.known(line);
        return known == FieldName.OTHER
                ? FieldIndexing.of(fields.octets(line), fields.nameStart(line), fields.nameEnd(line))
                : FieldIndexing.of(known);
    }

    private static boolean goesOn(FieldName name) {
        return switch (name) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE, HTTP2_SETTINGS -> false;
            default -> true;
        };
    }

    /** The head of an answer. */
    static final class Response implements Head {
        private final byte[] number = new byte[20];
        private @Nullable ResponseHead head;
        private BodyLength length = BodyLength.NONE;
        private int status;

        /** The head is not needed any more. */
        void forget() {
            head = null;
        }

        /** A head without content that says another status than its own. */
        Response of(int said, ResponseHead answer) {
            of(answer, BodyLength.NONE);
            status = said;
            return this;
        }

        /** @param announced the length that is said, if any */
        Response of(ResponseHead answer, BodyLength announced) {
            head = answer;
            status = answer.status();
            length = announced;
            return this;
        }

        @Override
        public int mostOctets() {
            return head == null ? REST : HeadEncoder.mostOctets(head.fields());
        }

        @Override
        public void encode(HpackEncoder into) {
            if (head == null) {
                throw new IllegalStateException("no head");
            }
            into.status(status);
            fields(head.fields(), into);
            contentLength(length, number, into);
        }
    }

    static void contentLength(BodyLength length, byte[] number, HpackEncoder into) {
        if (length instanceof BodyLength.Fixed fixed) {
            int digits = Ascii.putDecimal(number, 0, fixed.octets());
            into.field(CONTENT_LENGTH, 0, CONTENT_LENGTH.length, number, 0, digits, Indexing.PLAIN);
        }
    }

    /** @param fields of a trailer section */
    record Trailers(Fields fields) implements Head {
        @Override
        public int mostOctets() {
            return HeadEncoder.mostOctets(fields);
        }

        @Override
        public void encode(HpackEncoder into) {
            HeadEncoder.fields(fields, into);
        }
    }
}
