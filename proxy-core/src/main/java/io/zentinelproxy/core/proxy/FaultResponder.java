package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.StatusPhrase;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Answers for a request that failed, in the format the client reads: JSON for programs, HTML for browsers, else text. */
final class FaultResponder {
    private static final byte[] NO_STORE = Ascii.octets("no-store");
    private static final byte[] ALLOW = Ascii.octets("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    private static final byte[] RETRY_AFTER = Ascii.octets("1");

    /** Answers, if the head of an answer is not out yet; else breaks the exchange off. */
    void respond(DownstreamExchange down, Fault fault) {
        Exchange facts = down.facts();
        facts.fault(fault);
        if (down.isCommitted() || isPointless(fault)) {
            if (!down.isCommitted()) {
                facts.status(fault.status());
            }
            down.abort();
            return;
        }
        try {
            send(down, facts, fault);
        } catch (Fault gone) {
            down.abort();
        }
    }

    /** 499 is for the log: the client is not there to read it. */
    private static boolean isPointless(Fault fault) {
        return fault.status() == 499;
    }

    private static void send(DownstreamExchange down, Exchange facts, Fault fault) throws Fault {
        RequestHead request = facts.head();
        ErrorFormat format = ErrorFormat.of(request.fields());
        byte[] content = format.render(fault, facts.requestIdText());
        ResponseHead head = new ResponseHead();
        head.reset(fault.status(), StatusPhrase.of(fault.status()));
        Fields fields = head.fields();
        fields.add(
                FieldName.DATE,
                Ascii.octets(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))));
        fields.add(FieldName.CONTENT_TYPE, format.mediaType());
        fields.add(FieldName.CACHE_CONTROL, NO_STORE);
        switch (fault.status()) {
            case 405 -> fields.add(FieldName.ALLOW, ALLOW);
            case 503 -> fields.add(FieldName.RETRY_AFTER, RETRY_AFTER);
            default -> {}
        }
        ResponseFields.addIds(fields, facts);
        BodyLength announced = new BodyLength.Fixed(content.length);
        boolean toHead = facts.method() == Method.HEAD;
        BodySink sink = down.respond(head, toHead ? BodyLength.NONE : announced, announced);
        if (!toHead) {
            sink.space().put(content);
        }
        sink.finish(null);
    }
}
