package io.zentinelproxy.core.upstream.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two messages of {@code grpc.health.v1}, each of one field, so that no library of protocol buffers is needed: the encoding is a tag, a
 * length or a number of seven bits an octet (protobuf.dev, Encoding), behind gRPC's five octets of flag and length.
 */
final class GrpcHealth {
    /** Field 1, of a length. */
    private static final int SERVICE_TAG = 0x0A;

    /** Field 1, a number. */
    private static final int STATUS_TAG = 0x08;

    private static final int PREFIX = 5;
    private static final int SEVEN_BITS = 0x7F;

    /** ServingStatus, by its numbers, and what cannot be read. */
    enum Serving {
        UNKNOWN,
        SERVING,
        NOT_SERVING,
        SERVICE_UNKNOWN,
        UNREADABLE
    }

    private GrpcHealth() {}

    /** A HealthCheckRequest; the field is left out where it is empty, as protocol buffers do. */
    static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteBuffer field = ByteBuffer.allocate(name.length + 1 + Integer.BYTES);
        if (name.length > 0) {
            field.put((byte) SERVICE_TAG);
            int length = name.length;
            while (length > SEVEN_BITS) {
                field.put((byte) (length & SEVEN_BITS | 0x80));
                length >>>= 7;
            }
            field.put((byte) length).put(name);
        }
        field.flip();
        ByteBuffer message = ByteBuffer.allocate(PREFIX + field.remaining());
        return message.put((byte) 0).putInt(field.remaining()).put(field).array();
    }

    /** What a HealthCheckResponse says. One that is compressed, which was not offered, or has other fields first is not read. */
    static Serving answer(ByteBuffer message) {
        if (message.remaining() < PREFIX || message.get() != 0) {
            return Serving.UNREADABLE;
        }
        int length = message.getInt();
        if (length == 0) {
            return Serving.UNKNOWN;
        }
        if (length != message.remaining() || length < 2 || message.get() != STATUS_TAG) {
            return Serving.UNREADABLE;
        }
        int status = message.get();
        Serving[] all = Serving.values();
        return status >= 0 && status < Serving.UNREADABLE.ordinal() ? all[status] : Serving.UNREADABLE;
    }

    /** A status of gRPC by the name that people know it by, for those that a health service answers with. */
    static String statusName(String number) {
        return switch (number) {
            case "4" -> "DEADLINE_EXCEEDED";
            case "5" -> "NOT_FOUND: the service is unknown";
            case "7" -> "PERMISSION_DENIED";
            case "12" -> "UNIMPLEMENTED: there is no health service";
            case "14" -> "UNAVAILABLE";
            case "16" -> "UNAUTHENTICATED";
            case "1", "2", "3", "6", "8", "9", "10", "11", "13", "15" -> "grpc-status " + number;
            default -> "no grpc-status that there is";
        };
    }
}
