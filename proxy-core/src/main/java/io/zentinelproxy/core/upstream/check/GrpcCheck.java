package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.upstream.health.CheckFailed;
import io.zentinelproxy.core.upstream.health.HealthCheck;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Calls {@code grpc.health.v1.Health/Check} over HTTP/2, with TLS or without, as gRPC's health checking protocol says. */
final class GrpcCheck implements HealthCheck {
    private static final String METHOD = "/grpc.health.v1.Health/Check";
    private static final byte[] CONTENT_TYPE = Ascii.octets("application/grpc");
    private static final byte[] TRAILERS = Ascii.octets("trailers");
    private static final byte[] STATUS = Ascii.octets("grpc-status");
    private static final int OK = 200;

    /** Octets of an answer: a flag, a length and one field are 7. */
    private static final int MOST = 1024;

    private final byte[] message;
    private final CheckParts parts;

    GrpcCheck(String service, CheckParts parts) {
        message = GrpcHealth.request(service);
        this.parts = parts;
    }

    @Override
    public void run(Endpoint endpoint, long until) throws CheckFailed {
        RequestHead request = CheckRequest.of("POST", METHOD, null, endpoint.address());
        request.fields().add(FieldName.CONTENT_TYPE, CONTENT_TYPE);
        request.fields().add(FieldName.TE, TRAILERS);
        try (Call call = Call.http2(parts.dial().connect(endpoint, Offer.HTTP2, until), parts, until)) {
            UpstreamExchange exchange = call.exchange();
            BodySink sink = exchange.send(request, new BodyLength.Fixed(message.length));
            sink.space().put(message);
            sink.finish(null);
            ResponseHead head = exchange.receiveFinal();
            judge(head, exchange.body());
        } catch (Fault fault) {
            throw Checks.failed(fault);
        }
    }

    private static void judge(ResponseHead head, BodySource body) throws Fault, CheckFailed {
        if (head.status() != OK) {
            throw new CheckFailed("status " + head.status());
        }
        String early = status(head.fields());
        ByteBuffer answer = ByteBuffer.allocate(MOST);
        int pulled = 0;
        while (answer.hasRemaining() && pulled >= 0) {
            pulled = body.pull(answer);
        }
        String late = status(body.trailers());
        String told = late == null ? early : late;
        if (told == null || !told.equals("0")) {
            throw new CheckFailed(told == null ? "no grpc-status" : GrpcHealth.statusName(told));
        }
        GrpcHealth.Serving serving = GrpcHealth.answer(answer.flip());
        if (serving != GrpcHealth.Serving.SERVING) {
            throw new CheckFailed(serving.name());
        }
    }

    private static @Nullable String status(@Nullable Fields fields) {
        int line = fields == null ? -1 : fields.find(STATUS, 0);
        return fields == null || line < 0 ? null : fields.value(line);
    }
}
