package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.TrailerRules;
import io.zentinelproxy.core.net.Transport;

/** Who sends the message that is being read: what is wrong with it is that side's fault. */
enum MessageSide {
    /** The message is a request; its sender is the client. */
    REQUEST {
        @Override
        Fault badStartLine() {
            return new ClientFault(ClientFault.Kind.BAD_REQUEST_LINE);
        }

        @Override
        Fault badField() {
            return new ClientFault(ClientFault.Kind.BAD_FIELD);
        }

        @Override
        Fault badFraming() {
            return new ClientFault(ClientFault.Kind.BAD_FRAMING);
        }

        @Override
        Fault badChunk() {
            return new ClientFault(ClientFault.Kind.BAD_CHUNK);
        }

        @Override
        Fault tooLarge(boolean inStartLine) {
            return new LimitFault(inStartLine ? LimitFault.Kind.TARGET_TOO_LONG : LimitFault.Kind.HEAD_TOO_LARGE);
        }

        @Override
        Fault tooManyFields() {
            return new LimitFault(LimitFault.Kind.TOO_MANY_FIELDS);
        }

        @Override
        Fault fieldNameTooLong() {
            return new LimitFault(LimitFault.Kind.FIELD_NAME_TOO_LONG);
        }

        @Override
        Fault fieldValueTooLong() {
            return new LimitFault(LimitFault.Kind.FIELD_VALUE_TOO_LONG);
        }

        @Override
        Fault bodyTooLarge() {
            return new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
        }

        @Override
        Fault brokenOff(Transport from, boolean inHead) {
            if (!from.isLate()) {
                return new ClientFault(ClientFault.Kind.CLIENT_GONE);
            }
            return new ClientFault(inHead ? ClientFault.Kind.LATE_HEAD : ClientFault.Kind.LATE_BODY);
        }

        @Override
        void keepTrailers(Fields trailers) {
            TrailerRules.keepAllowed(trailers);
        }

        @Override
        Fault notTaken(Transport by) {
            return by.isLate()
                    ? late(by, UpstreamFault.Kind.WRITE_TIMEOUT)
                    : new UpstreamFault(UpstreamFault.Kind.CLOSED_EARLY);
        }
    },

    /** The message is a response; its sender is the origin. */
    RESPONSE {
        @Override
        Fault badStartLine() {
            return new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
        }

        @Override
        Fault badField() {
            return new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
        }

        @Override
        Fault badFraming() {
            return new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
        }

        @Override
        Fault badChunk() {
            return new UpstreamFault(UpstreamFault.Kind.TRUNCATED);
        }

        @Override
        Fault tooLarge(boolean inStartLine) {
            return new UpstreamFault(UpstreamFault.Kind.RESPONSE_HEAD_TOO_LARGE);
        }

        @Override
        Fault tooManyFields() {
            return new UpstreamFault(UpstreamFault.Kind.RESPONSE_HEAD_TOO_LARGE);
        }

        @Override
        Fault fieldNameTooLong() {
            return new UpstreamFault(UpstreamFault.Kind.RESPONSE_HEAD_TOO_LARGE);
        }

        @Override
        Fault fieldValueTooLong() {
            return new UpstreamFault(UpstreamFault.Kind.RESPONSE_HEAD_TOO_LARGE);
        }

        @Override
        Fault bodyTooLarge() {
            return new UpstreamFault(UpstreamFault.Kind.TRUNCATED);
        }

        @Override
        Fault brokenOff(Transport from, boolean inHead) {
            if (from.isLate()) {
                return late(from, UpstreamFault.Kind.READ_TIMEOUT);
            }
            return new UpstreamFault(inHead ? UpstreamFault.Kind.CLOSED_EARLY : UpstreamFault.Kind.TRUNCATED);
        }

        @Override
        void keepTrailers(Fields trailers) {
            TrailerRules.keepHarmless(trailers);
        }

        @Override
        Fault notTaken(Transport by) {
            if (by.isStalled()) {
                return new LimitFault(LimitFault.Kind.STALLED_READER);
            }
            return new ClientFault(by.isLate() ? ClientFault.Kind.LATE_READER : ClientFault.Kind.CLIENT_GONE);
        }
    };

    abstract Fault badStartLine();

    abstract Fault badField();

    abstract Fault badFraming();

    abstract Fault badChunk();

    /** The head is over its limit of octets, in its first line or after it. */
    abstract Fault tooLarge(boolean inStartLine);

    abstract Fault tooManyFields();

    abstract Fault fieldNameTooLong();

    abstract Fault fieldValueTooLong();

    abstract Fault bodyTooLarge();

    /** What the process may hold is spent: nobody's fault, and no more of this message is taken. */
    final Fault holdExhausted() {
        return new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED);
    }

    /** The sender closed, or was late, before the message was complete. */
    abstract Fault brokenOff(Transport from, boolean inHead);

    /** Removes the trailers of this message that are not passed on. */
    abstract void keepTrailers(Fields trailers);

    /** The receiver of this message did not take it. */
    abstract Fault notTaken(Transport by);

    private static UpstreamFault late(Transport origin, UpstreamFault.Kind inOneWait) {
        return new UpstreamFault(origin.isPastDeadline() ? UpstreamFault.Kind.REQUEST_TIMEOUT : inOneWait);
    }
}
