package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.ContentStep;
import io.zentinelproxy.core.filter.FaultVoice;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.filter.Passage;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.ResponseBodyFilter;
import io.zentinelproxy.core.filter.ResponseFilter;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.OriginTarget;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.inference.dialect.Apis;
import io.zentinelproxy.inference.gateway.ModelRouteSettings.KeyUse;
import io.zentinelproxy.inference.gateway.ModelRouteSettings.OtherRequests;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.keys.PresentedKey;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Provider;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to the requests of one route that serves models. Immutable; any thread. */
final class ModelRoute implements RequestFilter, ContentStep, ResponseFilter, ResponseBodyFilter, FaultVoice {
    private static final String POST = "POST";

    private final RoutePlan plan;

    ModelRoute(RoutePlan plan) {
        this.plan = plan;
    }

    /** Who asks is settled by the head alone: nobody else's content is read. */
    @Override
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        RequestHead head = exchange.head();
        Api api = api(head);
        ModelExchange state = new ModelExchange(plan, exchange, api);
        exchange.findings().model(state);
        if (plan.keyUse() != KeyUse.OFF) {
            state.key(key(head, state));
        }
        state.credentials(Credentials.take(head.fields()));
        return Verdict.CONTINUE;
    }

    /** Null for what takes no tokens. */
    private @Nullable Api api(RequestHead head) {
        OriginTarget target = head.originTarget();
        byte[] octets = target.octets();
        int end = target.pathEnd();
        // An origin may take a path with a slash behind it as the one without.
        while (end > target.start() + 1 && octets[end - 1] == '/') {
            end--;
        }
        Api api = Apis.of(Ascii.text(octets, target.start(), end), head.methodText());
        boolean any = api == null && plan.settings().provider() == Provider.GENERIC && POST.equals(head.methodText());
        return any ? Api.GENERIC : api;
    }

    /** The log tells whose it was. */
    private static PolicyFault ended(KeyRing.Answer.Ended ended, ModelExchange state) {
        state.key(ended.key());
        return new PolicyFault(
                switch (ended.state()) {
                    case REVOKED -> PolicyFault.Kind.KEY_REVOKED;
                    case EXPIRED -> PolicyFault.Kind.KEY_EXPIRED;
                    case ACTIVE -> PolicyFault.Kind.KEY_REFUSED;
                });
    }

    /** Null for a client without one where it may have none. */
    private @Nullable VirtualKey key(RequestHead head, ModelExchange state) throws PolicyFault {
        KeyRing ring = plan.keys();
        return switch (PresentedKey.of(head.fields())) {
            case PresentedKey.None none -> {
                if (plan.keyUse() == KeyUse.REQUIRED) {
                    throw new PolicyFault(PolicyFault.Kind.KEY_MISSING);
                }
                yield null;
            }
            case PresentedKey.Ambiguous ambiguous -> throw new PolicyFault(PolicyFault.Kind.KEY_AMBIGUOUS);
            case PresentedKey.One one ->
                switch (one.in(ring, Instant.now())) {
                    case KeyRing.Answer.Known known -> known.key();
                    case KeyRing.Answer.Unknown unknown -> throw new PolicyFault(PolicyFault.Kind.KEY_REFUSED);
                    case KeyRing.Answer.Ended ended -> throw ended(ended, state);
                };
        };
    }

    @Override
    public int maxOctets() {
        return plan.settings().maxOctets();
    }

    @Override
    public @Nullable Passage pass(Exchange exchange) throws Fault {
        ModelExchange state = state(exchange);
        // Filters may have written another path since.
        state.api(api(exchange.head()));
        if (state.api() != null) {
            return null;
        }
        if (plan.settings().others() == OtherRequests.REFUSE && !onlyAsks(exchange)) {
            throw new PolicyFault(PolicyFault.Kind.NOT_FOUND, 404, "This is no API of models that is known here.");
        }
        state.decided();
        return state;
    }

    /** Over a WebSocket models are asked as well, and nobody counts what they answer. */
    private static boolean onlyAsks(Exchange exchange) {
        Method method = exchange.method();
        return (method == Method.GET || method == Method.HEAD)
                && !exchange.head().fields().has(FieldName.UPGRADE);
    }

    @Override
    public Passage read(Exchange exchange, byte[] octets, int length) throws Fault {
        if (exchange.head().fields().has(FieldName.CONTENT_ENCODING)) {
            throw new ClientFault(ClientFault.Kind.UNSUPPORTED_CODING);
        }
        ModelExchange state = state(exchange);
        state.read(octets, length);
        return state;
    }

    @Override
    public int answerOctets(Exchange exchange, ResponseHead head) {
        return state(exchange).answerOctets(head);
    }

    @Override
    public void readAnswer(Exchange exchange, ResponseHead head, byte[] octets, int length) {
        state(exchange).readAnswer(head, octets, length);
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        if (!head.isInterim() && exchange.findings().model() instanceof ModelExchange state) {
            state.answered(head);
        }
    }

    @Override
    public BodySource wrap(Exchange exchange, BodySource content) {
        return state(exchange).metered(content);
    }

    @Override
    public boolean changesLength(Exchange exchange) {
        return state(exchange).changesLength();
    }

    @Override
    public LocalAnswer tell(Fault fault, Exchange exchange) {
        ModelExchange state = exchange.findings().model() instanceof ModelExchange there ? there : null;
        Api api = state == null ? api(exchange.head()) : state.api();
        Provider provider = api == null || api == Api.GENERIC ? plan.settings().provider() : api.provider();
        return Refusal.of(fault, exchange, provider, state);
    }

    private static ModelExchange state(Exchange exchange) {
        if (exchange.findings().model() instanceof ModelExchange state) {
            return state;
        }
        throw new IllegalStateException("the head was not seen");
    }

    /** Where requests may be sent besides the route's own upstream. */
    Set<String> upstreams() {
        return plan.upstreams();
    }
}
