package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.compress.Decoders.Result;
import io.zentinelproxy.core.config.FilterSettings.DecompressionCaps;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The content of one request as it is decoded. The decoders are given back at its end, and closed by the thread of its exchange when that is
 * over; another thread may still pull the content then, and gets a fault.
 */
public final class Decoding implements AutoCloseable {
    private final List<Decoder> decoders;
    private final Decoders from;
    private final String encoding;
    private final DecompressionCaps caps;
    private final boolean forwardsOriginal;

    /** Guards the decoders, as the next. */
    private final Object lock = new Object();

    private boolean closed;
    private boolean givenBack;
    private volatile Result result = Result.UNFINISHED;

    /** Octets as they come from the client, and as they are decoded. Written by the thread that pulls. */
    private volatile long received;

    private volatile long decoded;

    Decoding(List<Decoder> decoders, Decoders from, String encoding, DecompressionCaps caps, boolean forwardsOriginal) {
        this.decoders = decoders;
        this.from = from;
        this.encoding = encoding;
        this.caps = caps;
        this.forwardsOriginal = forwardsOriginal;
    }

    /** Whether the origin gets the octets of the client, so that only filters see what is in them. */
    public boolean forwardsOriginal() {
        return forwardsOriginal;
    }

    /**
     * The content as it goes to the origin. Asked once.
     *
     * @param inspected what filters make of decoded content
     */
    public BodySource over(BodySource content, UnaryOperator<BodySource> inspected) {
        if (!forwardsOriginal) {
            return inspected.apply(decoded(content));
        }
        TappedContent tapped = new TappedContent(content);
        tapped.inspectedBy(inspected.apply(decoded(tapped.original())));
        return tapped;
    }

    private BodySource decoded(BodySource content) {
        BodySource source = content;
        for (int i = 0; i < decoders.size(); i++) {
            source = new DecodedContent(source, decoders.get(i), this, i == 0, i == decoders.size() - 1);
        }
        return source;
    }

    Object lock() {
        return lock;
    }

    /** Called under the lock. */
    void requireOpen() throws ClientFault {
        if (closed) {
            throw new ClientFault(ClientFault.Kind.CLIENT_GONE);
        }
    }

    void received(int octets) {
        received += octets;
    }

    /**
     * Counts what one of the codings yields.
     *
     * @param last whether that is the content itself
     */
    void yielded(long soFar, boolean last) throws LimitFault {
        if (last) {
            decoded = soFar;
        }
        if (soFar > caps.octets()) {
            result = Result.SIZE;
            throw new LimitFault(LimitFault.Kind.DECODED_TOO_LARGE);
        }
        if (soFar > DecompressionCaps.FREE_OF_RATIO && soFar > caps.ratio() * received) {
            result = Result.RATIO;
            throw new LimitFault(LimitFault.Kind.DECODED_RATIO);
        }
    }

    /** All is decoded: others need the decoders while the answer comes, which may take as long as its client likes. */
    void succeeded() {
        result = Result.SUCCESS;
        synchronized (lock) {
            giveBack();
        }
    }

    /** Called under the lock. */
    private void giveBack() {
        if (!givenBack) {
            givenBack = true;
            decoders.forEach(from::giveBack);
        }
    }

    Fault broken(BrokenCoding why) {
        result = why.isTooLarge() ? Result.SIZE : Result.BROKEN;
        return why.isTooLarge()
                ? new LimitFault(LimitFault.Kind.DECODED_TOO_LARGE)
                : new ClientFault(ClientFault.Kind.BROKEN_CODING);
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            giveBack();
        }
        from.count(encoding, result, received, decoded);
    }
}
