package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.http2.hpack.PseudoField;

/** Reads the head of an answer from a decoded section (RFC 9113 section 8.3.2). As strict as for HTTP/1.1. */
final class ResponseSection {
    /** Octets of a head. */
    static final int MAX_OCTETS = 64 * 1024;

    /** Fields of a head, {@code :status} included. */
    private static final int MAX_FIELDS = 257;

    /** Room to begin with: most heads fit. */
    private static final int FIRST_OCTETS = 1024;

    private static final int SWITCHING = 101;

    private ResponseSection() {}

    /** Where a head is decoded to. */
    static FieldSection room() {
        return new FieldSection(MAX_OCTETS, MAX_FIELDS, FIRST_OCTETS);
    }

    /** Whether another head follows this one, as far as can be told; one that is malformed is none. */
    static boolean isInterim(FieldSection section) {
        int start = section.count() == 0 ? 0 : section.valueStart(0);
        return section.count() > 0
                && PseudoField.of(section.octets(), section.nameStart(0), section.nameEnd(0)) == PseudoField.STATUS
                && section.valueEnd(0) > start
                && section.octets()[start] == '1';
    }

    /**
     * Fills the head.
     *
     * @throws Malformed where it is none, and its stream is to be reset
     */
    static void read(FieldSection section, ResponseHead head) throws Malformed {
        int status = status(section);
        if (section.count() > 1 && SectionFields.isPseudo(section, 1)) {
            throw new Malformed(ClientFault.Kind.BAD_FIELD);
        }
        head.reset(section.octets(), status);
        SectionFields.index(section, 1, head.fields());
    }

    /** The one pseudo-field of an answer. 101 has no meaning in HTTP/2 (RFC 9113 section 8.6). */
    private static int status(FieldSection section) throws Malformed {
        boolean there = section.count() > 0
                && PseudoField.of(section.octets(), section.nameStart(0), section.nameEnd(0)) == PseudoField.STATUS;
        int start = there ? section.valueStart(0) : 0;
        int status = 0;
        for (int at = start; there && at < section.valueEnd(0); at++) {
            there = Ascii.isDigit(section.octets()[at]) && at < start + 3;
            status = status * 10 + section.octets()[at] - '0';
        }
        if (!there || status < 100 || status > 599 || status == SWITCHING) {
            throw new Malformed(ClientFault.Kind.BAD_REQUEST_LINE);
        }
        return status;
    }
}
