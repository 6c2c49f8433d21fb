package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import org.jspecify.annotations.Nullable;

/** The trailer section after the last chunk (RFC 9112 section 7.1.2), under limits of its own. */
final class TrailerSection {
    /** Octets of a trailer section. */
    private static final int MAX_OCTETS = 8 * 1024;

    /** Lines of a trailer section. */
    private static final int MAX_FIELDS = 64;

    /** How long names and values may be is the sender's own limit. */
    private final SectionLimits limits;

    TrailerSection(int maxNameOctets, int maxValueOctets) {
        limits = new SectionLimits(MAX_OCTETS, MAX_FIELDS, maxNameOctets, maxValueOctets);
    }

    /** Of an origin: names and values only together. */
    static TrailerSection ofAnswer() {
        return new TrailerSection(MAX_OCTETS, MAX_OCTETS);
    }

    /** Reads up to the empty line; null where there are no trailers that may be passed on. */
    @Nullable
    Fields read(Receiver from) throws Fault {
        Inlet inlet = from.inlet();
        if (isLastLine(from)) {
            inlet.position(inlet.position() + 2);
            return null;
        }
        int end = HeadScanner.await(from, limits, false);
        byte[] octets = inlet.octets().clone();
        Fields fields = new Fields();
        fields.reset(octets);
        FieldLines.read(octets, inlet.position(), end, fields, limits, from.side());
        inlet.position(end);
        from.side().keepTrailers(fields);
        return isEmpty(fields) ? null : fields;
    }

    /** Whether the empty line is next; what begins neither that nor a field is refused without waiting for more of it. */
    private static boolean isLastLine(Receiver from) throws Fault {
        byte first = octet(from, 0);
        if (first != '\r') {
            refuseUnless(Ascii.isToken(first), from);
            return false;
        }
        refuseUnless(octet(from, 1) == '\n', from);
        return true;
    }

    private static byte octet(Receiver from, int offset) throws Fault {
        Inlet inlet = from.inlet();
        while (inlet.buffered() <= offset) {
            from.more();
        }
        return inlet.octets()[inlet.position() + offset];
    }

    private static void refuseUnless(boolean good, Receiver from) throws Fault {
        if (!good) {
            throw from.side().badChunk();
        }
    }

    private static boolean isEmpty(Fields fields) {
        for (int line = 0; line < fields.count(); line++) {
            if (!fields.isRemoved(line)) {
                return false;
            }
        }
        return true;
    }
}
