package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ErrorPages;
import io.zentinelproxy.core.answer.GrpcAnswers;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.FaultVoice;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.filter.LocalAnswer;
import org.jspecify.annotations.Nullable;

/** Answers for a request that failed: as the error pages say, or in the way of gRPC to a client of that. */
final class FaultResponder {
    /**
     * Answers, if the head of an answer is not out yet; else breaks the exchange off.
     *
     * @param pages those of the route, where one was found
     * @param filters of the route, where one was found
     */
    void respond(DownstreamExchange down, Fault fault, ErrorPages pages, FilterChain filters) {
        respond(down, fault, pages, filters, null);
    }

    /**
     * The same where somebody may have better words than the pages.
     *
     * @param voice of the route, or null
     */
    void respond(
            DownstreamExchange down, Fault fault, ErrorPages pages, FilterChain filters, @Nullable FaultVoice voice) {
        Exchange facts = down.facts();
        facts.fault(fault);
        if (fault instanceof ClientFault) {
            // Whoever sends what is none may mean something else by what comes behind it, such as frames behind a
            // refused upgrade.
            down.giveUpContent();
        }
        if (down.isCommitted() || isPointless(fault)) {
            if (!down.isCommitted()) {
                facts.status(fault.status());
            }
            down.abort();
            return;
        }
        try {
            LocalAnswer told = voice == null ? null : voice.tell(fault, facts);
            if (told != null) {
                LocalAnswers.give(down, told, filters);
            } else if (GrpcAnswers.isAskedForBy(facts.head())) {
                LocalAnswers.giveHead(down, GrpcAnswers.render(fault), filters);
            } else {
                LocalAnswers.give(down, pages.render(fault, facts), filters);
            }
        } catch (Fault gone) {
            down.abort();
        }
    }

    /** 499 is for the log: the client is not there to read it. */
    private static boolean isPointless(Fault fault) {
        return fault.status() == 499;
    }
}
