package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.EventMembers;
import io.zentinelproxy.core.observe.ExchangeEvents;
import io.zentinelproxy.core.observe.JsonText;
import io.zentinelproxy.core.observe.TlsMembers;

/**
 * Writes requests and answers as events to the application log. Their lines allocate nothing; content, where it is asked for, is kept
 * for each message until it is complete.
 */
final class ExchangeLog implements RequestFilter, ResponseFilter {
    private static final byte[] CONTENT = Ascii.octets(",\"content\":\"");
    private static final byte[] OCTETS = Ascii.octets(",\"octets\":");

    /** Octets that content may take in a line as written, escapes included. */
    private static final int LONGEST_CONTENT = 12 * 1024;

    private final FilterSettings.Log settings;
    private final EventLog log;
    private final LoggedHead head;
    private final ExchangeEvents requests;
    private final ExchangeEvents answers;

    ExchangeLog(FilterSettings.Log settings, EventLog log, TlsMembers tls) {
        this.settings = settings;
        this.log = log;
        head = new LoggedHead(settings.fields(), tls);
        requests = events(head::putRequest);
        answers = events(head::putAnswer);
    }

    private ExchangeEvents events(EventMembers members) {
        return log.events(settings.level(), "filter." + settings.id(), members);
    }

    /** Whether anybody reads what it writes of requests. */
    boolean logsRequests() {
        return settings.requests() && requests.isEnabled();
    }

    boolean logsAnswers() {
        return settings.responses() && answers.isEnabled();
    }

    boolean logsContent() {
        return settings.maxBodyOctets() > 0;
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) {
        requests.write(exchange);
        return Verdict.CONTINUE;
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead answer) {
        exchange.answer(answer);
        answers.write(exchange);
    }

    BodySource requestContent(Exchange exchange, BodySource content) {
        return tee(exchange, content, LoggedHead.REQUEST_CONTENT);
    }

    BodySource answerContent(Exchange exchange, BodySource content) {
        return tee(exchange, content, LoggedHead.ANSWER_CONTENT);
    }

    private BodySource tee(Exchange exchange, BodySource content, byte[] message) {
        return new ContentTee(
                content,
                settings.maxBodyOctets(),
                (kept, length, octets) -> events((facts, into, at) -> {
                            int after = head.putIds(facts, message, into, at);
                            after = JsonText.member(into, after, OCTETS, octets);
                            return JsonText.member(into, after, CONTENT, kept, 0, length, LONGEST_CONTENT);
                        })
                        .write(exchange));
    }
}
