package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.UriRefusal;

/** What holds for every request head, whatever version carried it: one authority, well formed, and no fields in disguise. */
public final class RequestRules {
    private static final byte[] CONTINUE = Ascii.octets("100-continue");

    /** Options that Connection names. Each is looked for among all fields, which takes seconds where both are without measure. */
    private static final int MOST_OPTIONS = 64;

    private RequestRules() {}

    public static void check(RequestHead head) throws ClientFault, LimitFault {
        Fields fields = head.fields();
        refuseDisguised(fields);
        checkAuthority(head, fields);
        if (fields.has(FieldName.EXPECT)) {
            checkExpectation(fields);
        }
        if (fields.has(FieldName.CONNECTION)) {
            limitOptions(fields);
        }
        if (fields.has(FieldName.RANGE)) {
            RangeRules.check(fields);
        }
        // A draft's name of Range, which no RFC has and Apache httpd still obeys: nobody sends it but to get around the
        // rules of Range.
        fields.remove(FieldName.REQUEST_RANGE);
        // Ours to say, whoever the peer is: see CertificateClaims.
        fields.remove(FieldName.CLIENT_CERT);
        fields.remove(FieldName.CLIENT_CERT_CHAIN);
        fields.remove(FieldName.X_FORWARDED_CLIENT_CERT);
    }

    /**
     * Some servers read {@code Content_Length} as Content-Length. A disguised framing field or Host is refused; the other fields
     * that we set or look at are dropped in that spelling, and so is what claims a certificate in any.
     */
    private static void refuseDisguised(Fields fields) throws ClientFault {
        for (int line = 0; line < fields.count(); line++) {
            if (fields.known(line) != FieldName.OTHER) {
                continue;
            }
            FieldName meant = FieldName.disguised(fields.octets(line), fields.nameStart(line), fields.nameEnd(line));
            switch (meant) {
                case OTHER -> dropClaim(fields, line);
                case CONTENT_LENGTH, TRANSFER_ENCODING -> throw new ClientFault(ClientFault.Kind.BAD_FRAMING);
                default -> fields.remove(line);
            }
        }
    }

    private static void dropClaim(Fields fields, int line) {
        if (ForwardedClaims.isDisguised(fields, line) || CertificateClaims.isOne(fields, line)) {
            fields.remove(line);
        }
    }

    private static void checkAuthority(RequestHead head, Fields fields) throws ClientFault {
        int host = fields.find(FieldName.HOST);
        if (host < 0) {
            badHostUnless(head.version() == HttpVersion.HTTP_1_0);
            return;
        }
        badHostUnless(fields.find(FieldName.HOST, host + 1) < 0);
        try {
            readHost(head, fields, host);
        } catch (UriRefusal notOne) {
            throw new ClientFault(ClientFault.Kind.BAD_HOST);
        }
        if (head.authorityOctets() != fields.octets(host) || head.authorityStart() != fields.valueStart(host)) {
            fields.remove(FieldName.HOST);
            fields.add(FieldName.HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        }
    }

    /** A target with an authority of its own overrides Host, which the next server must not see otherwise (RFC 9112 section 3.2.2). */
    private static void readHost(RequestHead head, Fields fields, int line) throws UriRefusal {
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        if (head.authorityEnd() > head.authorityStart()) {
            new CanonicalAuthority().read(octets, start, end, head.scheme().defaultPort());
        } else {
            head.authority(octets, start, end, head.scheme().defaultPort());
        }
    }

    private static void limitOptions(Fields fields) throws ClientFault {
        int options = 0;
        for (int line = fields.find(FieldName.CONNECTION);
                line >= 0;
                line = fields.find(FieldName.CONNECTION, line + 1)) {
            options += options(fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
            if (options > MOST_OPTIONS) {
                throw new ClientFault(ClientFault.Kind.BAD_FIELD);
            }
        }
    }

    private static int options(byte[] octets, int start, int end) {
        int options = 0;
        for (int at = start; at < end; at++) {
            if (Ascii.isToken(octets[at]) && (at == start || !Ascii.isToken(octets[at - 1]))) {
                options++;
            }
        }
        return options;
    }

    private static void badHostUnless(boolean good) throws ClientFault {
        if (!good) {
            throw new ClientFault(ClientFault.Kind.BAD_HOST);
        }
    }

    private static void checkExpectation(Fields fields) throws ClientFault {
        int line = fields.find(FieldName.EXPECT);
        boolean known =
                Ascii.equalsIgnoreCase(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), CONTINUE);
        if (!known || fields.find(FieldName.EXPECT, line + 1) >= 0) {
            throw new ClientFault(ClientFault.Kind.UNKNOWN_EXPECTATION);
        }
    }
}
