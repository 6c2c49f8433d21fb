package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ModelFacts;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.Passage;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.OriginTarget;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.inference.dialect.Apis;
import io.zentinelproxy.inference.dialect.BadRequestException;
import io.zentinelproxy.inference.dialect.ModelRequest;
import io.zentinelproxy.inference.dialect.RequestParser;
import io.zentinelproxy.inference.dialect.RequestPatch;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request to a model, from its head to its entry in the books. Belongs to the thread of its exchange. */
final class ModelExchange implements ModelFacts, Passage {
    private static final byte[] NOTHING = {};

    private final RoutePlan plan;
    private final Exchange exchange;
    private @Nullable Api api;
    private @Nullable VirtualKey key;
    private List<Credentials.Own> credentials = List.of();
    private @Nullable ModelRequest request;
    private byte[] octets = NOTHING;
    private int length;
    private final Destination destination;
    private @Nullable String param;
    private @Nullable Booking booking;
    private @Nullable ModelAnswer answer;

    /** Whether it may still reserve. */
    private boolean undecided = true;

    /** @param api null for what takes no tokens */
    ModelExchange(RoutePlan plan, Exchange exchange, @Nullable Api api) {
        this.plan = plan;
        this.exchange = exchange;
        this.api = api;
        destination = new Destination(plan);
        plan.parts().undecided().increment();
    }

    /** It has reserved, or never will: the books need not stay open for that. */
    void decided() {
        if (undecided) {
            undecided = false;
            plan.parts().undecided().decrement();
        }
    }

    @Nullable
    Api api() {
        return api;
    }

    void api(@Nullable Api asked) {
        api = asked;
    }

    void key(@Nullable VirtualKey presented) {
        key = presented;
    }

    /** What the client has sent to say who it is. */
    void credentials(List<Credentials.Own> taken) {
        credentials = taken;
    }

    /** Reads the request, and reserves what it may use. */
    void read(byte[] content, int count) throws Fault {
        octets = content;
        length = count;
        ModelRequest read = parse(content, count);
        request = read;
        param = null;
        VirtualKey own = key;
        if (own != null && !own.allows(read.model())) {
            param = "model";
            throw new PolicyFault(PolicyFault.Kind.MODEL_REFUSED);
        }
        destination.choose(read);
        // It was counted; its texts may be several times as long as the content.
        request = read.withoutPrompt();
        if (takesNoTokens()) {
            book(Booking.asking(plan, exchange, own, destination.model()));
            return;
        }
        if (own != null && own.isLimitedInMoney() && plan.prices() == null) {
            throw new PolicyFault(
                    PolicyFault.Kind.MODEL_REFUSED,
                    403,
                    "Your key has a budget of money, and what models cost is not said here.");
        }
        book(Booking.reserve(
                plan, exchange, own, destination.model(), destination.prompt().bound(), expectedOutput(read)));
        exchange.tokens().expect(destination.prompt().bound() + expectedOutput(read));
    }

    /** It is a request like others, which may be too many in a minute; but it is free. */
    private boolean takesNoTokens() {
        return api == Api.COUNT_TOKENS;
    }

    private void book(Booking made) throws Fault {
        booking = made;
        decided();
        Fault refusal = made.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private ModelRequest parse(byte[] content, int count) throws ClientFault {
        try {
            return RequestParser.parse(Objects.requireNonNull(api), content, count, plan.requestLimits(), named());
        } catch (BadRequestException e) {
            param = e.param();
            throw new ClientFault(
                    ClientFault.Kind.BAD_MODEL_REQUEST, e.status(), Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    /** The model that the path or a field names; null where none does. */
    private @Nullable String named() throws ClientFault {
        String field = plan.modelField();
        if (field != null) {
            Fields fields = exchange.head().fields();
            int line = fields.find(ascii(field), 0);
            if (line >= 0 && fields.find(ascii(field), line + 1) >= 0) {
                param = "model";
                throw new ClientFault(
                        ClientFault.Kind.BAD_MODEL_REQUEST,
                        400,
                        "Several lines name the model in the field '" + field + "'.");
            }
            if (line >= 0) {
                return fields.value(line);
            }
        }
        OriginTarget target = exchange.head().originTarget();
        return Apis.model(Ascii.text(target.octets(), target.start(), target.pathEnd()));
    }

    /** Tokens of all answers together that are reserved. */
    private long expectedOutput(ModelRequest read) {
        if (read.api() == Api.EMBEDDINGS) {
            return 0;
        }
        Integer most = plan.settings().maxOutput();
        long one = read.maxTokens() >= 0
                ? read.maxTokens()
                : most == null ? plan.settings().expectedOutput() : most;
        return Math.min(Claim.MOST, read.choices() * (most == null ? one : Math.min(one, most)));
    }

    @Override
    public @Nullable String upstream() {
        return destination.upstream();
    }

    @Override
    public @Nullable Fault exhausted() {
        Booking made = booking;
        return made == null ? null : made.exhausted();
    }

    @Override
    public @Nullable Octets to(String upstreamId, RequestHead head) {
        ModelOrigin origin = destination.origin(upstreamId);
        Credentials.take(head.fields());
        if (origin.key() != null) {
            Credentials.put(head.fields(), origin.provider(), origin.key().value());
        } else if (key == null && upstreamId.equals(plan.upstream())) {
            Credentials.restore(head.fields(), credentials);
        }
        ModelRequest read = request;
        if (read == null) {
            return null;
        }
        Identity.ask(head.fields());
        RequestPatch patch = destination.patch(read, octets, length, upstreamId, head.fields());
        Booking made = booking;
        if (made != null) {
            made.sentTo(destination.model());
        }
        return new Octets(patch.octets(), patch.length());
    }

    /** Octets of an answer that is read before its head goes out; 0 for none. */
    int answerOctets(ResponseHead head) {
        ModelAnswer made = begin(head);
        return made == null || !plan.settings().tells() ? 0 : made.octetsBeforeHead();
    }

    void readAnswer(ResponseHead head, byte[] content, int count) {
        Objects.requireNonNull(answer).readAll(content, count);
    }

    /** The head of an answer, of the origin or of ours. */
    void answered(ResponseHead head) {
        if (exchange.fault() != null) {
            return;
        }
        ModelAnswer made = begin(head);
        Booking booked = booking;
        if (made != null && booked != null && plan.settings().tells()) {
            booked.tell(head.fields(), made.isRead() ? made.charge(booked, destination.prompt()) : null);
        }
    }

    /** Null for an answer to what takes no tokens. */
    private @Nullable ModelAnswer begin(ResponseHead head) {
        if (request == null || takesNoTokens() || exchange.upstreamVersion() == null) {
            return null;
        }
        if (answer == null) {
            answer = new ModelAnswer(
                    Objects.requireNonNull(api),
                    head,
                    destination.asksUsage(),
                    new Deltas(plan.parts().counter(), destination.model()));
        }
        return answer;
    }

    BodySource metered(BodySource content) {
        ModelAnswer made = answer;
        if (made == null || made.isRead()) {
            return content;
        }
        BodySource metered = made.metered(content);
        boolean told = plan.settings().tells()
                && plan.prices() != null
                && ToldAtEnd.isAskedForBy(exchange.head().fields());
        return told ? new ToldAtEnd(metered, this::tellCost) : metered;
    }

    private void tellCost(Fields trailers) {
        ModelAnswer made = answer;
        Booking booked = booking;
        if (made != null && booked != null) {
            booked.tellCost(trailers, made.charge(booked, destination.prompt()));
        }
    }

    boolean changesLength() {
        ModelAnswer made = answer;
        return made != null && made.changesLength();
    }

    /** It is over: what was used takes the place of what was reserved. */
    void finished() {
        decided();
        Booking made = booking;
        if (made != null && takesNoTokens()) {
            made.endFree();
        } else if (made != null) {
            made.end(answer, destination.prompt());
        }
        letGo();
    }

    @Override
    public void letGo() {
        octets = NOTHING;
        length = 0;
    }

    /** The member of the request that is wrong, or null. */
    @Nullable
    String param() {
        return param == null ? destination.param() : param;
    }

    /** How long until what was refused may be had; 0 where nothing was. */
    long waitNanos() {
        Booking made = booking;
        return made == null ? 0 : made.waitNanos();
    }

    /** Of the limit that has refused, or null. */
    @Nullable
    Measure refusedMeasure() {
        Booking made = booking;
        return made == null ? null : made.refusedMeasure();
    }

    @Override
    public String provider() {
        return plan.settings().provider().word();
    }

    @Override
    public String model() {
        ModelRequest read = request;
        return read == null ? "" : read.model();
    }

    @Override
    public String modelThere() {
        return exchange.attempts() == 0 ? "" : destination.model();
    }

    @Override
    public @Nullable String key() {
        VirtualKey own = key;
        return own == null ? null : own.id();
    }

    @Override
    public @Nullable String team() {
        VirtualKey own = key;
        return own == null || own.teamId().isEmpty() ? null : own.teamId();
    }

    private Usage usage() {
        Charge charged = charged();
        return charged == null ? Usage.NONE : charged.usage();
    }

    private @Nullable Charge charged() {
        Booking made = booking;
        return made == null ? null : made.charged();
    }

    @Override
    public long inputTokens() {
        return usage().input();
    }

    @Override
    public long cachedTokens() {
        return usage().cached();
    }

    @Override
    public long outputTokens() {
        return usage().output();
    }

    @Override
    public long reasoningTokens() {
        return usage().reasoning();
    }

    @Override
    public long cost() {
        Charge charged = charged();
        return charged == null ? -1 : charged.cost();
    }

    @Override
    public @Nullable String source() {
        Charge charged = charged();
        return charged == null ? null : charged.source().word();
    }

    @Override
    public @Nullable String end() {
        Charge charged = charged();
        return charged == null ? null : charged.end().word();
    }

    @Override
    public long firstTokenNanos() {
        ModelAnswer made = answer;
        return made == null ? 0 : made.firstTokenAfter(exchange.startNanos());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
