package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.ResponseHead;
import java.nio.ByteBuffer;

/** Gives the answers that the proxy makes itself, with what every answer of ours has: Date and the request's id. */
final class LocalAnswers {
    private LocalAnswers() {}

    /** Answers; the response filters of the route see it as any other answer. */
    static void give(DownstreamExchange down, LocalAnswer answer, FilterChain filters) throws Fault {
        if (answer.isWithoutContent()) {
            giveHead(down, answer, filters);
            return;
        }
        ResponseHead head = head(down, answer, filters);
        BodyLength announced = new BodyLength.Fixed(answer.content().length);
        boolean silent = down.facts().method() == Method.HEAD;
        BodySink sink = down.respond(head, silent ? BodyLength.NONE : announced, announced);
        if (!silent) {
            put(answer.content(), sink);
        }
        sink.finish(null);
    }

    /** Answers with a head that nothing follows and that does not speak of content. */
    static void giveHead(DownstreamExchange down, LocalAnswer answer, FilterChain filters) throws Fault {
        down.respond(head(down, answer, filters), BodyLength.NONE, BodyLength.NONE)
                .finish(null);
    }

    private static ResponseHead head(DownstreamExchange down, LocalAnswer answer, FilterChain filters) throws Fault {
        Exchange facts = down.facts();
        ResponseHead head = answer.head();
        head.fields().add(FieldName.DATE, HttpDate.now());
        ResponseFields.addIds(head.fields(), facts);
        filters.onResponseHead(facts, head);
        return head;
    }

    private static void put(byte[] content, BodySink sink) throws Fault {
        int sent = 0;
        while (sent < content.length) {
            ByteBuffer space = sink.space();
            int length = Math.min(space.remaining(), content.length - sent);
            space.put(content, sent, length);
            sent += length;
        }
    }
}
