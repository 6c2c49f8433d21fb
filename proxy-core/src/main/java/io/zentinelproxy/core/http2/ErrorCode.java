package io.zentinelproxy.core.http2;

import java.util.Locale;

/** Why a stream or a connection ends (RFC 9113 section 7). The ordinal is the code on the wire. */
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] CODES = values();

    /** The code as it is on the wire. */
    public int code() {
        return ordinal();
    }

    /** What a peer has sent; an unknown code is treated as {@link #INTERNAL_ERROR} is (RFC 9113 section 7). */
    public static ErrorCode of(int code) {
        return code >= 0 && code < CODES.length ? CODES[code] : INTERNAL_ERROR;
    }

    /** In lower case, as in log and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
