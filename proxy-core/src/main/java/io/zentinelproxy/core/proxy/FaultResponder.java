package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.FieldName;
import java.util.ArrayList;
import java.util.List;

/** Answers for a request that failed, in the format the client reads: JSON for programs, HTML for browsers, else text. */
final class FaultResponder {
    private static final byte[] NO_STORE = Ascii.octets("no-store");
    private static final byte[] ALLOW = Ascii.octets("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    private static final byte[] RETRY_AFTER = Ascii.octets("1");

    /**
     * Answers, if the head of an answer is not out yet; else breaks the exchange off.
     *
     * @param filters of the route, where one was found
     */
    void respond(DownstreamExchange down, Fault fault, FilterChain filters) {
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
            send(down, fault, filters);
        } catch (Fault gone) {
            down.abort();
        }
    }

    /** 499 is for the log: the client is not there to read it. */
    private static boolean isPointless(Fault fault) {
        return fault.status() == 499;
    }

    private static void send(DownstreamExchange down, Fault fault, FilterChain filters) throws Fault {
        Exchange facts = down.facts();
        ErrorFormat format = ErrorFormat.of(facts.head().fields());
        List<FieldLine> fields = new ArrayList<>();
        fields.add(new FieldLine(FieldName.CONTENT_TYPE, format.mediaType()));
        fields.add(new FieldLine(FieldName.CACHE_CONTROL, NO_STORE));
        switch (fault.status()) {
            case 405 -> fields.add(new FieldLine(FieldName.ALLOW, ALLOW));
            case 503 -> fields.add(new FieldLine(FieldName.RETRY_AFTER, RETRY_AFTER));
            default -> {}
        }
        byte[] content = format.render(fault, facts.requestIdText());
        LocalAnswers.give(down, new LocalAnswer(fault.status(), fields, content), filters);
    }
}
