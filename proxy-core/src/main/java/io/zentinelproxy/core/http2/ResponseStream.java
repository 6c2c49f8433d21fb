package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.TrailerRules;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the stream of a request to an origin: heads and trailers come, it is reset, is late. Told by the reading thread and the
 * sweep; asked by the exchange's threads. Never used for another stream, as who tells may be late itself.
 */
final class ResponseStream implements Stream.Owner, StreamSource.Sender, StreamSink.Receiver {
    /** Octets and lines of a trailer section, as in HTTP/1.1. */
    private static final int MAX_TRAILER_OCTETS = 8 * 1024;

    private static final int MAX_TRAILERS = 64;

    /** Heads that wait to be taken: nobody waits long, unless many interim ones come at once. */
    private static final int MAX_WAITING = 16;

    private static final FieldSection NONE = new FieldSection(0, 0, 0);

    private final ClientConnection connection;
    private final Stream stream;
    private final Runnable onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Where the section goes that is being decoded. Belongs to the reading thread. */
    private FieldSection decoded = NONE;

    /** Guarded by the monitor, as is what follows. */
    private final ArrayDeque<FieldSection> heads = new ArrayDeque<>(2);

    private int octetsWaiting;

    private @Nullable Thread waiting;

    private @Nullable Fault failure;

    /** Whether the final head has come. Written by the reading thread. */
    private volatile boolean answered;

    private volatile boolean begun;

    /** Whether the stream had ended with the final head. Written before that is there. */
    private volatile boolean bare;

    /** Whether what has come is no answer, so that the stream is reset for that. */
    private volatile boolean malformed;

    /** Written before the content is said to be complete. */
    private volatile @Nullable Fields trailers;

    /**
     * A stream that is yet to be opened.
     *
     * @param deadline until when it may last, on the sweep's clock
     * @param onClosed told once, when it no longer counts for the connection
     */
    ResponseStream(ClientConnection connection, long deadline, Runnable onClosed) {
        this.connection = connection;
        this.onClosed = onClosed;
        int window = connection.settings().streamWindow();
        stream = new Stream(0, window, 0, deadline, this, connection.shared().budget(), connection.sweep());
        stream.outgoing().waits().timeout(connection.settings().writeTimeout().toNanos());
    }

    Stream stream() {
        return stream;
    }

    @Override
    public FieldSection section() {
        decoded = answered ? new FieldSection(MAX_TRAILER_OCTETS, MAX_TRAILERS, 256) : ResponseSection.room();
        return decoded;
    }

    @Override
    public void onSection(boolean last, int frameOctets) throws StreamError {
        if (answered) {
            trailers(last);
            return;
        }
        boolean interim = ResponseSection.isInterim(decoded);
        if (interim && last || !offer(decoded)) {
            throw malformed();
        }
        if (!interim) {
            bare = last;
            answered = true;
        }
        begun = true;
        wake();
        if (last) {
            ended();
        }
    }

    private synchronized boolean offer(FieldSection head) {
        octetsWaiting += head.length();
        if (heads.size() == MAX_WAITING || octetsWaiting > ResponseSection.MAX_OCTETS + head.length()) {
            return false;
        }
        heads.add(head);
        return true;
    }

    private void trailers(boolean last) throws StreamError {
        try {
            Fields read = SectionFields.trailers(decoded);
            TrailerRules.keepHarmless(read);
            trailers = SectionFields.isEmpty(read) ? null : read;
        } catch (Malformed e) {
            throw malformed();
        }
        if (!last) {
            throw malformed();
        }
        ended();
    }

    private void ended() {
        stream.ended();
        stream.input().end();
        connection.closeIfEnded(stream);
    }

    private StreamError malformed() {
        malformed = true;
        return new StreamError(stream.id(), ErrorCode.PROTOCOL_ERROR);
    }

    /** Content before the head that it belongs to is none. */
    @Override
    public boolean takesContent() {
        return answered;
    }

    @Override
    public void onNotHeld() {
        fail(new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED));
    }

    @Override
    public void onReset(ErrorCode code) {
        failUnlessComplete(kind(code));
    }

    /** An answer that is complete stays so: its origin may only have wanted no more of the request (RFC 9113 section 8.1). */
    private void failUnlessComplete(UpstreamFault.Kind why) {
        if (!isComplete()) {
            fail(new UpstreamFault(why));
        }
    }

    private UpstreamFault.Kind kind(ErrorCode code) {
        if (code == ErrorCode.HTTP_1_1_REQUIRED) {
            return UpstreamFault.Kind.HTTP1_REQUIRED;
        }
        if (connection.isLeftOut(stream)) {
            return UpstreamFault.Kind.GOING_AWAY;
        }
        if (code == ErrorCode.REFUSED_STREAM) {
            return UpstreamFault.Kind.STREAM_REFUSED;
        }
        if (connection.isEnding()) {
            UpstreamFault.Kind why = connection.whyEnded();
            return answered && why == UpstreamFault.Kind.CLOSED_EARLY ? UpstreamFault.Kind.TRUNCATED : why;
        }
        if (isResetByUs()) {
            return UpstreamFault.Kind.BAD_RESPONSE;
        }
        return answered ? UpstreamFault.Kind.TRUNCATED : UpstreamFault.Kind.STREAM_RESET;
    }

    private boolean isResetByUs() {
        return connection.streams().closed(stream.id()) == StreamTable.Closed.RESET_BY_US;
    }

    @Override
    public void onLate(Stream.Late what) {
        switch (what) {
            case SENDING -> failUnlessComplete(UpstreamFault.Kind.READ_TIMEOUT);
            case TAKING -> {
                connection.output().fail(stream.outgoing(), Outgoing.End.LATE);
                failUnlessComplete(UpstreamFault.Kind.WRITE_TIMEOUT);
            }
            case AS_A_WHOLE -> {
                connection.output().fail(stream.outgoing(), Outgoing.End.EXPIRED);
                failUnlessComplete(UpstreamFault.Kind.REQUEST_TIMEOUT);
            }
        }
    }

    /** Nothing more is taken of the answer, for this reason; the first one counts. Any thread. */
    void fail(Fault why) {
        Fault first;
        synchronized (this) {
            first = failure == null ? why : failure;
            failure = first;
        }
        connection.credit(stream.input().fail(first));
        wake();
    }

    /** The exchange is wanted no more. Any thread. */
    void cancel() {
        fail(new UpstreamFault(UpstreamFault.Kind.STREAM_RESET));
        connection.cancel(stream, ErrorCode.CANCEL);
    }

    private synchronized void wake() {
        Thread thread = waiting;
        if (thread != null) {
            waiting = null;
            LockSupport.unpark(thread);
        }
    }

    /**
     * The next head, waiting for it.
     *
     * @param downstream whose end is the end of the wait
     */
    FieldSection awaitHead(OriginWait downstream, OriginWait.Cancellation onGone) throws Fault {
        FieldSection head = poll();
        if (head != null) {
            return head;
        }
        downstream.awaitOrigin(onGone);
        stream.input().waits().begin();
        try {
            while (head == null) {
                LockSupport.park(this);
                head = poll();
            }
            return head;
        } finally {
            stream.input().waits().end(0);
            downstream.originArrived();
        }
    }

    /** One that is there; null where the thread is to wait, which will be woken. */
    private synchronized @Nullable FieldSection poll() throws Fault {
        FieldSection head = heads.poll();
        if (head != null) {
            octetsWaiting -= head.length();
            return head;
        }
        if (failure != null) {
            throw failure;
        }
        waiting = Thread.currentThread();
        return null;
    }

    /** The stream no longer counts. Any thread, any number of times. */
    void closed() {
        if (closed.compareAndSet(false, true)) {
            onClosed.run();
        }
    }

    /** Whether anything of an answer has come. */
    boolean isBegun() {
        return begun;
    }

    boolean isBare() {
        return bare;
    }

    /** Whether the whole answer has come. */
    boolean isComplete() {
        return answered && stream.isEnded();
    }

    boolean isMalformed() {
        return malformed;
    }

    @Override
    public Fault wrongLength() {
        malformed = true;
        return new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
    }

    @Override
    public Fault tooLarge() {
        return new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
    }

    @Override
    public @Nullable Fields trailers() {
        return trailers;
    }

    /** A stream that could not be opened has reached nobody. */
    @Override
    public Fault notTaken(Outgoing.@Nullable End how) {
        synchronized (this) {
            if (failure != null) {
                return failure;
            }
        }
        if (how == Outgoing.End.LATE) {
            return new UpstreamFault(UpstreamFault.Kind.WRITE_TIMEOUT);
        }
        if (stream.id() != 0) {
            return new UpstreamFault(UpstreamFault.Kind.STREAM_RESET);
        }
        // Nobody else tells who waits for its answer: the connection does not know of it, and no clock runs for it.
        UpstreamFault fault = new UpstreamFault(UpstreamFault.Kind.GOING_AWAY);
        fail(fault);
        return fault;
    }
}
