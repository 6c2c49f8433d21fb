package io.zentinelproxy.core.retry;

import io.zentinelproxy.core.config.RetrySettings.Condition;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a request is sent again, as metrics call it. */
public enum RetryReason {
    CONNECT_FAILURE,
    REFUSED_STREAM,
    RESET,
    TIMEOUT,
    INVALID_RESPONSE,
    STATUS,
    GRPC_UNAVAILABLE;

    /** What a fault before an answer is; null for one that no other try would mend. */
    public static @Nullable RetryReason of(UpstreamFault.Kind kind) {
        return switch (kind) {
            case UNRESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    UPSTREAM_TLS_FAILED,
                    UPSTREAM_CERTIFICATE_UNTRUSTED,
                    UPSTREAM_CERTIFICATE_NAME,
                    UPSTREAM_CERTIFICATE_EXPIRED,
                    NO_HTTP2,
                    POOL_TIMEOUT -> CONNECT_FAILURE;
            case STREAM_REFUSED -> REFUSED_STREAM;
            case CLOSED_EARLY, TRUNCATED, STREAM_RESET -> RESET;
            case WRITE_TIMEOUT, READ_TIMEOUT, PING_TIMEOUT -> TIMEOUT;
            case BAD_RESPONSE, RESPONSE_HEAD_TOO_LARGE, BAD_HTTP2 -> INVALID_RESPONSE;
            case NO_TARGET,
                    BREAKER_OPEN,
                    REQUEST_TIMEOUT,
                    RESPONSE_NOT_HELD,
                    BAD_SWITCH,
                    BAD_ORIGIN_FRAME,
                    GOING_AWAY,
                    HTTP1_REQUIRED -> null;
        };
    }

    /** Whether the origin has done nothing of what was asked, for certain. */
    public boolean isHarmless() {
        return this == CONNECT_FAILURE || this == REFUSED_STREAM;
    }

    /** The condition that stands for it in the configuration; null for a status, which is there by its number. */
    @Nullable
    Condition condition() {
        return switch (this) {
            case CONNECT_FAILURE -> Condition.CONNECT_FAILURE;
            case REFUSED_STREAM -> Condition.REFUSED_STREAM;
            case RESET -> Condition.RESET;
            case TIMEOUT -> Condition.TIMEOUT;
            case INVALID_RESPONSE -> Condition.INVALID_RESPONSE;
            case GRPC_UNAVAILABLE -> Condition.GRPC_UNAVAILABLE;
            case STATUS -> null;
        };
    }

    /** As in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
