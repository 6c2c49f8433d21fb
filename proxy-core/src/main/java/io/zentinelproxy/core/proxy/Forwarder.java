package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.upstream.Upstream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rooms 9 to 11: chooses an endpoint, sends the request, passes the answer on. Only a dead reused connection is tried again. */
final class Forwarder {
    /** 1xx heads that one answer may have before its final one. */
    private static final int MAX_INTERIM = 16;

    private final ResponseFields responseFields = new ResponseFields();

    /** Forwards and answers, or throws the fault that says why not. */
    void forward(DownstreamExchange down, RequestHead head, Upstream upstream) throws Fault {
        Endpoint endpoint = upstream.choose(down);
        long deadline = deadline(upstream);
        boolean repeatable = down.rewind();
        boolean safe = repeatable && head.method().isIdempotent();
        try (Lease lease = lease(upstream, endpoint, down, deadline, false, !safe)) {
            if (attempt(down, head, lease, repeatable, safe && lease.isReused())) {
                return;
            }
        }
        down.rewind();
        try (Lease lease = lease(upstream, endpoint, down, deadline, true, false)) {
            attempt(down, head, lease, repeatable, false);
        }
    }

    private static long deadline(Upstream upstream) {
        Duration total = upstream.settings().timeouts().request();
        return total == null ? Transport.NO_DEADLINE : upstream.now() + total.toNanos();
    }

    private static Lease lease(
            Upstream upstream,
            Endpoint endpoint,
            DownstreamExchange down,
            long deadline,
            boolean fresh,
            boolean mustLive)
            throws Fault {
        try {
            Lease lease = upstream.lease(endpoint, down, fresh, mustLive);
            lease.deadline(deadline);
            down.facts().attempt(endpoint.name(), lease.isReused(), System.nanoTime());
            return lease;
        } catch (UpstreamFault e) {
            down.facts().attempt(endpoint.name(), false, System.nanoTime());
            throw cause(e, down, null);
        }
    }

    /**
     * One try on one connection.
     *
     * @param whole whether the content is at hand, so that it leaves with the head
     * @param mayFail whether a connection that dies before it answers is no fault, as another can be tried
     * @return whether the exchange is over; false to try again
     */
    private boolean attempt(DownstreamExchange down, RequestHead head, Lease lease, boolean whole, boolean mayFail)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        Upload upload = null;
        try {
            BodySink sink = up.send(head, down.bodyLength());
            if (whole) {
                BodyPump.run(down.body(), sink);
            } else {
                upload = Upload.start(down, up, sink);
            }
            answer(down, lease, upload == null);
            return true;
        } catch (UpstreamFault e) {
            if (mayFail && !up.hasAnswered() && !down.isGone()) {
                return false;
            }
            throw cause(e, down, upload);
        } finally {
            if (upload != null) {
                finish(upload, lease, down);
            }
        }
    }

    /** An upload that outlives the answer is left alone with a closed connection: nobody takes its content any more. */
    private static void finish(Upload upload, Lease lease, DownstreamExchange down) {
        if (!upload.isComplete()) {
            lease.abandon();
            down.giveUpContent();
        }
    }

    /** The origin's connection may have broken because we broke it, on account of the client. */
    private static Fault cause(UpstreamFault seen, DownstreamExchange down, @Nullable Upload upload) {
        if (down.isGone()) {
            return new ClientFault(ClientFault.Kind.CLIENT_GONE);
        }
        Fault uploading = upload == null ? null : upload.fault();
        return uploading == null || uploading instanceof UpstreamFault ? seen : uploading;
    }

    private void answer(DownstreamExchange down, Lease lease, boolean sent) throws Fault {
        UpstreamExchange up = lease.exchange();
        ResponseHead response = up.receive();
        for (int interim = 0; response.isInterim(); interim++) {
            if (interim == MAX_INTERIM) {
                throw new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
            }
            down.interim(response);
            response = up.receive();
        }
        down.facts().responseHeadAt(System.nanoTime());
        responseFields.edit(response.fields(), down.facts());
        BodySink sink = down.respond(response, up.length(), up.announced());
        BodyPump.move(up.body(), sink);
        if (sent) {
            lease.release();
        }
        sink.finish(up.body().trailers());
    }
}
