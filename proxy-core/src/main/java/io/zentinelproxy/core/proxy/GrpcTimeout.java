package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.time.Duration;

/**
 * How long a caller of gRPC waits for its call, in its field {@code grpc-timeout}: at most 8 digits and a unit (gRPC over HTTP/2,
 * "Timeout"). Nobody waits for what comes later, so that the origin is not asked for it any longer either.
 */
final class GrpcTimeout {
    /** Where a request names none, or what is none. */
    static final long NONE = Long.MAX_VALUE;

    private static final int MOST_DIGITS = 8;

    /** A year: 8 digits of hours are more than a clock of nanoseconds can tell, and as good as no limit. */
    private static final long LONGEST = Duration.ofDays(365).toNanos();

    private GrpcTimeout() {}

    /** In nanoseconds; {@link #NONE} where there is none. A malformed one is for the origin to refuse. */
    static long of(Fields fields) {
        int line = fields.find(FieldName.GRPC_TIMEOUT);
        return line < 0 ? NONE : parse(fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
    }

    private static long parse(byte[] octets, int start, int end) {
        int unitAt = end - 1;
        int digits = unitAt - start;
        if (digits < 1 || digits > MOST_DIGITS) {
            return NONE;
        }
        long number = 0;
        for (int at = start; at < unitAt; at++) {
            if (octets[at] < '0' || octets[at] > '9') {
                return NONE;
            }
            number = number * 10 + octets[at] - '0';
        }
        long unit = unit(octets[unitAt]);
        return unit == 0 || number > LONGEST / unit ? NONE : number * unit;
    }

    private static long unit(byte letter) {
        return switch (letter) {
            case 'H' -> 3_600_000_000_000L;
            case 'M' -> 60_000_000_000L;
            case 'S' -> 1_000_000_000;
            case 'm' -> 1_000_000;
            case 'u' -> 1_000;
            case 'n' -> 1;
            default -> 0;
        };
    }
}
