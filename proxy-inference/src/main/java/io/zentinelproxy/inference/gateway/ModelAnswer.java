package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.inference.answer.AnswerFacts;
import io.zentinelproxy.inference.answer.AnswerMeter;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCount;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answer of an origin to one request, as far as it has come. Belongs to the thread of its exchange. */
final class ModelAnswer {
    /** Octets of an answer that is read before its head goes out, so that the head can tell what it cost. */
    static final int MAX_OCTETS_BEFORE_HEAD = 1024 * 1024;

    /** Of an answer that we cannot read. */
    private static final int OCTETS_PER_TOKEN = 4;

    /** By which our count of a text may be above the provider's. */
    private static final int SLACK_TOKENS = 32;

    private static final int NO_CONTENT = 204;
    private static final int REDIRECTION = 300;
    private static final int BAD_REQUEST = 400;
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String IDENTITY = "identity";

    private final Api api;
    private final int status;
    private final boolean events;
    private final boolean coded;
    private final AnswerMeter meter;
    private final Deltas count;
    private final boolean json;
    private boolean read;
    private int readOctets;
    private @Nullable BodySource source;

    ModelAnswer(Api api, ResponseHead head, boolean hidesUsage, Deltas count) {
        this.api = api;
        status = head.status();
        String type = value(head.fields(), FieldName.CONTENT_TYPE);
        events = type.startsWith(EVENT_STREAM);
        json = type.startsWith(JSON);
        String coding = value(head.fields(), FieldName.CONTENT_ENCODING);
        coded = !coding.isEmpty() && !coding.equals(IDENTITY);
        this.count = count;
        meter = new AnswerMeter(api, events, hidesUsage && !coded, count);
    }

    private static String value(Fields fields, FieldName name) {
        int line = fields.find(name);
        return line < 0 ? "" : fields.value(line).toLowerCase(Locale.ROOT);
    }

    int octetsBeforeHead() {
        return !json || coded || status >= REDIRECTION ? 0 : MAX_OCTETS_BEFORE_HEAD;
    }

    /** Reads an answer that is here as a whole. */
    void readAll(byte[] content, int length) {
        ByteBuffer all = ByteBuffer.wrap(content, 0, length);
        BodySource whole = meter.wrap(new ArrayContent(length));
        try {
            while (!whole.isFinished() && whole.pull(all) >= 0) {
                // One turn moves everything.
            }
        } catch (Fault e) {
            throw new IllegalStateException("an array has no peer", e);
        }
        readOctets = length;
        read = true;
    }

    /** Whether it was read as a whole. */
    boolean isRead() {
        return read;
    }

    BodySource metered(BodySource content) {
        BodySource passed = coded ? content : meter.wrap(content);
        source = passed;
        return passed;
    }

    boolean changesLength() {
        return !read && meter.changesLength();
    }

    long firstTokenAfter(long start) {
        if (!events) {
            return 0;
        }
        AnswerFacts facts = meter.facts();
        return facts.firstToken() ? Math.max(1, facts.firstTokenNanos() - start) : 0;
    }

    /** What it says it has used, or what we have counted; null where it is an error that used nothing. */
    @Nullable
    Charge charge(Booking booking, PromptEstimate prompt) {
        AnswerFacts facts = meter.facts();
        Usage told = facts.usage();
        if (status >= BAD_REQUEST) {
            return told == null || told.total() == 0
                    ? null
                    : booking.charge(told, UsageSource.PROVIDER, AnswerEnd.ERROR);
        }
        if (status >= REDIRECTION || status == NO_CONTENT || isNothingButAnError(facts)) {
            return null;
        }
        if (told != null && facts.usageComplete() && isBelievable(told, facts)) {
            return booking.charge(told, UsageSource.PROVIDER, ending(facts, booking));
        }
        long input = told == null || told.input() == 0 ? prompt.tokens() : told.input();
        boolean unread = coded || facts.badEvents() > 0 && !events || isIllegible(facts);
        long output = Math.max(told == null ? 0 : told.output(), unread ? octetTokens() : facts.text());
        Usage counted = told == null
                ? new Usage(input, 0, 0, output, 0)
                : new Usage(input, told.cached(), told.cacheWrite(), output, told.reasoning());
        boolean exact = prompt.exact() && facts.textExact() && !unread;
        return booking.charge(counted, exact ? UsageSource.COUNTED : UsageSource.ESTIMATED, ending(facts, booking));
    }

    /** One of which nothing could be read: its events are no JSON, or it is of nobody whose shapes are known. */
    private boolean isIllegible(AnswerFacts facts) {
        boolean strange = facts.badEvents() > 0 || api == Api.GENERIC && (!events || facts.events() > 0);
        return strange && facts.text() == 0 && facts.usage() == null;
    }

    private static boolean isNothingButAnError(AnswerFacts facts) {
        return facts.end() == AnswerEnd.ERROR && facts.usage() == null && facts.text() == 0;
    }

    /** A provider that tells of less than half of what went by counts wrong, or not to the end. */
    private static boolean isBelievable(Usage told, AnswerFacts facts) {
        return facts.text() <= SLACK_TOKENS + 2 * told.output();
    }

    private long octetTokens() {
        BodySource passed = source;
        return Math.ceilDiv(passed == null ? readOctets : passed.pulled(), OCTETS_PER_TOKEN);
    }

    /** Who left first counts where the answer does not say how it ends. */
    private AnswerEnd ending(AnswerFacts facts, Booking booking) {
        AnswerEnd told = facts.end();
        if (told != null) {
            return told;
        }
        if (booking.isClientGone()) {
            return AnswerEnd.DISCONNECT;
        }
        BodySource passed = source;
        boolean whole = read || passed != null && passed.isFinished();
        return whole && (!events || coded) ? AnswerEnd.STOP : AnswerEnd.CUT;
    }

    /** Has the ratio of our counts to the provider's learned. */
    void learn(Calibrations calibrations, PromptEstimate prompt) {
        AnswerFacts facts = meter.facts();
        Usage told = facts.usage();
        if (told == null || !facts.usageComplete()) {
            return;
        }
        if (facts.text() > 0) {
            count.learn(calibrations, told.output() - told.reasoning());
        }
        PromptCount counted = prompt.count();
        if (counted != null) {
            calibrations.learn(counted, told.input());
        }
    }
}
