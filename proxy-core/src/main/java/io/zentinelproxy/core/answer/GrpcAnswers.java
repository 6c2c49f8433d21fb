package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import java.nio.charset.StandardCharsets;

/**
 * How errors of our own are told to clients of gRPC: by status 200 and {@code grpc-status} in the one head that there is, which that
 * protocol calls Trailers-Only (grpc/doc/PROTOCOL-HTTP2.md). gRPC is spoken over HTTP/2 alone; gRPC-Web is another protocol.
 */
public final class GrpcAnswers {
    private static final byte[] MEDIA_TYPE = Ascii.octets("application/grpc");

    private static final int UNKNOWN = 2;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private GrpcAnswers() {}

    /** Whether a request is one of gRPC: {@code application/grpc}, with or without a suffix such as {@code +proto}. */
    public static boolean isAskedForBy(RequestHead head) {
        if (head.version() != HttpVersion.HTTP_2) {
            return false;
        }
        Fields fields = head.fields();
        int line = fields.find(FieldName.CONTENT_TYPE);
        if (line < 0) {
            return false;
        }
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        int after = start + MEDIA_TYPE.length;
        return after <= end
                && Ascii.equalsIgnoreCase(octets, start, after, MEDIA_TYPE)
                && (after == end || octets[after] == '+' || octets[after] == ';' || octets[after] == ' ');
    }

    /** The answer to a request that failed; it has no content, whatever the error pages say. */
    public static LocalAnswer render(Fault fault) {
        return LocalAnswer.of(
                200,
                new FieldLine(FieldName.CONTENT_TYPE, MEDIA_TYPE),
                new FieldLine("grpc-status", Integer.toString(code(fault))),
                new FieldLine("grpc-message", encoded(fault.sentence())));
    }

    /**
     * The status of gRPC. What clients make of statuses of HTTP (grpc/doc/http-grpc-status-mapping.md) is followed but where gRPC has a
     * word of its own for what happened: a deadline, or a message that is too large.
     */
    static int code(Fault fault) {
        if (fault instanceof UpstreamFault of && of.kind() == UpstreamFault.Kind.REQUEST_TIMEOUT) {
            // Not the origin's time for one step was up, but that of the request.
            return DEADLINE_EXCEEDED;
        }
        return switch (fault.status()) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 408 -> DEADLINE_EXCEEDED;
            case 413, 414, 431 -> RESOURCE_EXHAUSTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** Visible ASCII and blanks stay, a percent sign and what else there is becomes its octets in UTF-8, each as {@code %XX}. */
    static String encoded(String message) {
        StringBuilder encoded = new StringBuilder(message.length());
        for (byte octet : message.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~' && octet != '%') {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(String.format("%02X", octet & 0xff));
            }
        }
        return encoded.toString();
    }
}
