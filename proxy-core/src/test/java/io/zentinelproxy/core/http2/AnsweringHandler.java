package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.testkit.HangGuard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes each request whole and answers it with its own fields and a thousand times as much content, at most more than any window at
 * first. Knows whether all its threads wait for the client.
 */
final class AnsweringHandler implements ExchangeHandler {
    private static final int TIMES = 1000;
    private static final long MOST = 100_000;

    private final List<Throwable> defects = new ArrayList<>();
    private long waiting;
    private long done;

    /** Something that may have to wait. */
    private interface Step<T> {
        T take() throws Fault;
    }

    @Override
    public void handle(DownstreamExchange exchange) {
        try {
            answer(exchange);
        } catch (Fault fault) {
            refuse(exchange, fault);
        } catch (RuntimeException | Error defect) {
            defect(defect);
        } finally {
            exchange.settle();
            synchronized (this) {
                done++;
                notifyAll();
            }
        }
    }

    @Override
    public void finished(Exchange facts) {}

    private synchronized void defect(Throwable defect) {
        defects.add(defect);
    }

    private void answer(DownstreamExchange exchange) throws Fault {
        RequestHead head = waits(exchange::receive);
        ResponseHead response = new ResponseHead();
        response.reset(200, "OK");
        copy(head.fields(), response.fields());
        BodySource body = exchange.body();
        ByteBuffer taken = ByteBuffer.allocate(1024);
        long octets = 0;
        for (int more = 0; more >= 0; more = waits(() -> body.pull(taken.clear()))) {
            octets += more;
        }
        assertThat(body.pulled()).isEqualTo(octets);
        BodySink sink = exchange.respond(response, BodyLength.CHUNKED, BodyLength.CHUNKED);
        for (long left = Math.min(MOST, octets * TIMES); left > 0; ) {
            ByteBuffer space = waits(sink::space);
            int part = (int) Math.min(left, space.remaining());
            space.put(new byte[part]);
            left -= part;
        }
        finish(sink, body.trailers());
    }

    private static void copy(Fields from, Fields to) {
        for (int line = 0; line < from.count(); line++) {
            if (!from.isRemoved(line)) {
                byte[] octets = from.octets(line);
                byte[] name = Arrays.copyOfRange(octets, from.nameStart(line), from.nameEnd(line));
                byte[] value = Arrays.copyOfRange(octets, from.valueStart(line), from.valueEnd(line));
                if (from.known(line) != FieldName.CONTENT_LENGTH) {
                    to.add(from.known(line), name, value);
                }
            }
        }
    }

    private void finish(BodySink sink, @Nullable Fields trailers) throws Fault {
        waits(() -> {
            sink.finish(trailers);
            return 0;
        });
    }

    private void refuse(DownstreamExchange exchange, Fault fault) {
        if (exchange.isCommitted()) {
            exchange.abort();
            return;
        }
        try {
            ResponseHead response = new ResponseHead();
            response.reset(fault.status(), "refused");
            finish(exchange.respond(response, BodyLength.NONE, BodyLength.NONE), null);
        } catch (Fault gone) {
            exchange.abort();
        }
    }

    private <T> T waits(Step<T> step) throws Fault {
        synchronized (this) {
            waiting++;
            notifyAll();
        }
        try {
            return step.take();
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
    }

    /** Waits until no request is worked at, of as many as were taken up. */
    synchronized void awaitRest(LongSupplier takenUp) {
        HangGuard.await(
                this, () -> takenUp.getAsLong() == done + waiting, () -> "requests are neither answered nor wait");
    }

    /** What should not have been thrown. */
    synchronized List<Throwable> defects() {
        return List.copyOf(defects);
    }
}
