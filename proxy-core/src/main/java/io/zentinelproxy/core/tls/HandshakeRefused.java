package io.zentinelproxy.core.tls;

import java.io.IOException;

/** A handshake that will not be, and what its client is told. */
final class HandshakeRefused extends IOException {
    private static final long serialVersionUID = 1L;

    /** Descriptions of fatal alerts (RFC 8446 section 6), and what is not one. */
    enum Told {
        NOTHING(-1),
        UNEXPECTED_MESSAGE(10),
        DECODE_ERROR(50),
        INTERNAL_ERROR(80);

        private final int description;

        Told(int description) {
            this.description = description;
        }

        /** The alert as a record in the clear, as nothing is agreed on yet; empty for none. */
        byte[] record() {
            if (this == NOTHING) {
                return new byte[0];
            }
            return new byte[] {21, 3, 3, 0, 2, 2, (byte) description};
        }
    }

    private final HandshakeResult result;
    private final transient Told told;

    HandshakeRefused(HandshakeResult result, Told told, String why) {
        super(why, null);
        this.result = result;
        this.told = told;
    }

    HandshakeResult result() {
        return result;
    }

    Told told() {
        return told;
    }

    /** Nothing looks where it came from: floods of these are answered. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
