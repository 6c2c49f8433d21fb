package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.OriginWait.Cancellation;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.TrailerRules;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the stream of a client's request while its exchange is under way: it may be reset, be late, have trailers. Told by
 * the reading thread and the sweep; asked by the exchange's threads. Never used for another stream, as who tells may be late itself.
 */
final class RequestStream implements Stream.Owner, StreamSource.Sender, StreamSink.Receiver {
    /** Octets and lines of a trailer section, as in HTTP/1.1. */
    private static final int MAX_TRAILER_OCTETS = 8 * 1024;

    private static final int MAX_TRAILERS = 64;

    private final ServerConnection connection;
    private final Stream stream;
    private @Nullable FieldSection trailerSection;

    /** Written before the content is said to be complete. */
    private volatile @Nullable Fields trailers;

    /** Whether what has come is no message, so that the stream is reset instead of answered. */
    private volatile boolean malformed;

    /** Whether the client takes no answer any more, and what that comes from. */
    private volatile boolean gone;

    private volatile ClientFault.Kind whyGone = ClientFault.Kind.CLIENT_GONE;

    /** What ends the wait for the origin that is under way. Guarded by the monitor. */
    private @Nullable Cancellation cancellation;

    RequestStream(ServerConnection connection, int id, int window, int peerWindow, long deadline) {
        this.connection = connection;
        stream = new Stream(
                id, window, peerWindow, deadline, this, connection.shared().budget(), connection.sweep());
    }

    Stream stream() {
        return stream;
    }

    @Override
    public FieldSection section() {
        FieldSection section = new FieldSection(MAX_TRAILER_OCTETS, MAX_TRAILERS, 256);
        trailerSection = section;
        return section;
    }

    /** The trailers of the request. */
    @Override
    public void onSection(boolean last, int frameOctets) throws StreamError {
        FieldSection section = trailerSection;
        try {
            if (!last || section == null) {
                throw new Malformed(ClientFault.Kind.BAD_FIELD);
            }
            Fields read = SectionFields.trailers(section);
            TrailerRules.keepAllowed(read);
            trailers = SectionFields.isEmpty(read) ? null : read;
        } catch (Malformed e) {
            malformed = true;
            whyGone = e.kind();
            failContent(new ClientFault(e.kind()));
            throw new StreamError(stream.id(), ErrorCode.PROTOCOL_ERROR);
        }
        stream.ended();
        stream.input().end();
        connection.closeIfEnded(stream);
    }

    /** Where the client has ended its side already, the stream is over for it as soon as it sees our end. */
    @Override
    public void onSent() {
        if (stream.isEnded()) {
            connection.uncount(stream);
        }
    }

    @Override
    public void onNotHeld() {
        failContent(new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED));
    }

    private void failContent(Fault why) {
        connection.credit(stream.input().fail(why));
    }

    @Override
    public void onReset(ErrorCode code) {
        failContent(new ClientFault(ClientFault.Kind.CLIENT_GONE));
        synchronized (this) {
            gone = true;
            if (cancellation != null) {
                cancellation.cancel();
            }
        }
    }

    @Override
    public void onLate(Stream.Late what) {
        switch (what) {
            case SENDING -> failContent(new ClientFault(ClientFault.Kind.LATE_BODY));
            case TAKING -> connection.output().fail(stream.outgoing(), Outgoing.End.LATE);
            case AS_A_WHOLE -> {
                failContent(new LimitFault(LimitFault.Kind.STREAM_TIMEOUT));
                connection.output().fail(stream.outgoing(), Outgoing.End.EXPIRED);
                cancel();
            }
        }
    }

    /** Ends the wait for the origin, if one is under way. */
    synchronized void cancel() {
        gone = true;
        if (cancellation != null) {
            cancellation.cancel();
        }
    }

    /** A wait for the origin begins. */
    synchronized void await(Cancellation onGone) {
        cancellation = onGone;
        if (gone) {
            onGone.cancel();
        }
    }

    /** It is over; under the monitor, so that it is not cancelled afterwards: its connection may serve another client then. */
    synchronized void arrived() {
        cancellation = null;
    }

    void malformed() {
        malformed = true;
    }

    boolean isMalformed() {
        return malformed;
    }

    boolean isGone() {
        return gone;
    }

    ClientFault.Kind whyGone() {
        return whyGone;
    }

    @Override
    public Fault wrongLength() {
        malformed = true;
        return new ClientFault(ClientFault.Kind.BAD_FRAMING);
    }

    @Override
    public Fault tooLarge() {
        return new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
    }

    @Override
    public @Nullable Fields trailers() {
        return trailers;
    }

    @Override
    public Fault notTaken(Outgoing.@Nullable End how) {
        return switch (how) {
            case EXPIRED -> new LimitFault(LimitFault.Kind.STREAM_TIMEOUT);
            case STALLED -> new LimitFault(LimitFault.Kind.STALLED_READER);
            case LATE -> new ClientFault(ClientFault.Kind.LATE_READER);
            case RESET, BROKEN -> new ClientFault(ClientFault.Kind.CLIENT_GONE);
            case null -> new ClientFault(ClientFault.Kind.CLIENT_GONE);
        };
    }

    /** With what a stream is reset whose exchange did not end well. */
    ErrorCode resetCode(@Nullable Fault fault) {
        if (malformed) {
            return ErrorCode.PROTOCOL_ERROR;
        }
        return switch (fault) {
            case ClientFault f -> ErrorCode.CANCEL;
            case LimitFault f -> ErrorCode.CANCEL;
            case null, default -> ErrorCode.INTERNAL_ERROR;
        };
    }
}
