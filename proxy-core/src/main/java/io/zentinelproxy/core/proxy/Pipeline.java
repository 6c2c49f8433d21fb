package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ServerOptions;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.filter.RequestFilter;
import io.zentinelproxy.core.filter.Verdict;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The walk of one request on one listener, rooms 5 to 12 of {@code docs/architecture.md}, top to bottom. */
final class Pipeline implements ExchangeHandler {
    private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());

    private final Snapshot snapshot;

    /** Those that this listener serves. */
    private final RouteTable routes;

    private final @Nullable Route defaultRoute;
    private final ClientIdentity identity;

    /** All requests under way, over all listeners. */
    private final RequestPlaces places;

    private final RequestFilter[] plugged;
    private final List<ExchangeObserver> observers;
    private final RequestFields requestFields;
    private final @Nullable HandshakeHost handshakeHost;
    private final FaultResponder responder = new FaultResponder();

    Pipeline(
            Snapshot snapshot,
            RouteTable routes,
            @Nullable Route defaultRoute,
            ClientIdentity identity,
            ClientTls tls,
            RequestPlaces places,
            List<RequestFilter> plugged,
            List<ExchangeObserver> observers) {
        this.snapshot = snapshot;
        this.routes = routes;
        this.defaultRoute = defaultRoute;
        this.identity = identity;
        this.places = places;
        this.plugged = plugged.toArray(RequestFilter[]::new);
        this.observers = observers;
        requestFields = new RequestFields(tls.certificates());
        handshakeHost = tls.hosts();
    }

    @Override
    public void handle(DownstreamExchange down) {
        try {
            walk(down);
        } catch (Fault fault) {
            refuse(down, fault);
        } catch (OutOfMemoryError e) {
            // An answer would need memory, too: the listener ends the connection, and the program decides about the
            // rest.
            throw e;
        } catch (RuntimeException | Error defect) {
            LOG.log(System.Logger.Level.ERROR, "request " + down.facts().requestIdText() + " failed", defect);
            responder.respond(down, new InternalFault(defect), snapshot.errorPages(), FilterChain.EMPTY);
        } finally {
            if (!down.isSwitched()) {
                end(down);
            }
        }
    }

    private void walk(DownstreamExchange down) throws Fault {
        Exchange facts = down.facts();
        identity.number(facts);
        RequestHead head = down.receive();
        boolean peerTrusted = identity.identify(facts, head);
        refuseMisdirected(facts, head, peerTrusted);
        admit(facts.places().enter(places), LimitFault.Kind.IN_FLIGHT_EXHAUSTED);
        if (head.method() == Method.OPTIONS && ServerOptions.asksForUs(head)) {
            LocalAnswers.give(down, ServerOptions.ANSWER, FilterChain.EMPTY);
            return;
        }
        Route route = route(head);
        facts.route(route);
        RoutePlan plan = snapshot.plan(route);
        admit(facts.places().enterRoute(plan.places()), LimitFault.Kind.ROUTE_EXHAUSTED);
        down.limitContent(plan.maxBodyOctets());
        requestFields.edit(head, facts, peerTrusted);
        if (filter(plan, facts) instanceof Verdict.Respond respond) {
            LocalAnswers.give(down, respond.answer(), plan.filters());
        } else {
            admitWebSocket(down, head, plan);
            plan.service().serve(down, head, plan);
        }
    }

    private Verdict filter(RoutePlan plan, Exchange facts) throws Fault {
        Verdict verdict = plan.filters().onRequestHead(facts);
        for (int i = 0; i < plugged.length && verdict instanceof Verdict.Continue; i++) {
            verdict = plugged[i].onRequestHead(facts);
        }
        return verdict;
    }

    /**
     * A target of another scheme than the connection's is another resource, which is not asked for here (RFC 9110 section 7.4), but by a
     * trusted proxy, which may have received it elsewhere. A host of another certificate is refused to everybody.
     */
    private void refuseMisdirected(Exchange facts, RequestHead head, boolean peerTrusted) throws PolicyFault {
        if (head.isOfOtherScheme() && !peerTrusted) {
            throw new PolicyFault(PolicyFault.Kind.MISDIRECTED);
        }
        if (handshakeHost != null) {
            handshakeHost.check(facts);
        }
    }

    /** A WebSocket is opened only where the route says so, and by a request that is nothing but a head (RFC 6455 section 4.1). */
    private static void admitWebSocket(DownstreamExchange down, RequestHead head, RoutePlan plan) throws Fault {
        if (!head.fields().has(FieldName.UPGRADE)) {
            return;
        }
        if (plan.webSockets() == null) {
            throw new PolicyFault(PolicyFault.Kind.WEBSOCKET_REFUSED);
        }
        if (head.method() != Method.GET || down.bodyLength() != BodyLength.NONE) {
            throw new ClientFault(ClientFault.Kind.BAD_UPGRADE);
        }
    }

    private static void admit(boolean entered, LimitFault.Kind otherwise) throws LimitFault {
        if (!entered) {
            throw new LimitFault(otherwise);
        }
    }

    /** Tells the client why not, in the words of the route that was found, if one was. */
    private void refuse(DownstreamExchange down, Fault fault) {
        Exchange.RouteFacts route = down.facts().route();
        if (route == null) {
            responder.respond(down, fault, snapshot.errorPages(), FilterChain.EMPTY);
            return;
        }
        RoutePlan plan = snapshot.plan(route);
        responder.respond(down, fault, plan.errorPages(), plan.filters(), plan.voice());
    }

    private Route route(RequestHead head) throws PolicyFault {
        Route route = routes.match(head);
        if (route == null) {
            route = defaultRoute;
        }
        if (route == null) {
            throw new PolicyFault(PolicyFault.Kind.NO_ROUTE);
        }
        return route;
    }

    private void end(DownstreamExchange down) {
        try {
            down.settle();
        } finally {
            finished(down.facts());
        }
    }

    @Override
    public void finished(Exchange facts) {
        facts.places().leave();
        facts.settleTokens();
        for (ExchangeObserver observer : observers) {
            observer.finished(facts);
        }
        facts.findings().letGo();
    }
}
