package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.ShadowSettings;
import io.zentinelproxy.core.config.ShadowSettings.SampleField;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.exchange.SampledIds;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.ShadowCounters;
import io.zentinelproxy.core.observe.ShadowCounters.Drop;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.BackgroundCall;
import io.zentinelproxy.core.upstream.BackgroundExchange;
import io.zentinelproxy.core.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of a route go a second time. It takes no time of the client's request but that of a copy: what has no place, no
 * connection or no memory at once is dropped and counted. Any thread.
 */
final class Shadow {
    private final ShadowSettings settings;
    private final SampledIds chosen;
    private final byte @Nullable [] sampleField;
    private final byte @Nullable [] sampleValue;
    private final Upstream upstream;
    private final AttemptLimits limits;
    private final RequestPlaces ofRoute;
    private final RequestPlaces ofUpstream;
    private final Subrequests subrequests;
    private final HoldBudget budget;
    private final Sweep sweep;
    private final ShadowCounters counters;
    private final Differences differences;
    private final ShadowFields fields = new ShadowFields(RequestIds.of(SystemSettings.RequestIdFormat.UUID));

    /** @param ofUpstream those of all routes that are mirrored to the same upstream */
    Shadow(
            String route,
            ShadowSettings settings,
            Upstream upstream,
            RequestPlaces ofUpstream,
            Subrequests subrequests,
            HoldBudget budget,
            Sweep sweep) {
        this.settings = settings;
        this.ofUpstream = ofUpstream;
        this.subrequests = subrequests;
        this.budget = budget;
        this.sweep = sweep;
        chosen = new SampledIds(settings.percentage() / 100);
        SampleField sample = settings.sample();
        sampleField = sample == null ? null : Ascii.octets(sample.name());
        sampleValue = sample == null ? null : Ascii.octets(sample.value());
        ofRoute = new RequestPlaces(settings.maxConcurrent());
        this.upstream = upstream;
        limits = AttemptLimits.within(upstream.settings().timeouts(), settings.timeout());
        counters = subrequests.counted().of(route, settings.upstream());
        differences = new Differences(route, settings.upstream(), sweep::exact);
    }

    ShadowCounters counters() {
        return counters;
    }

    HoldBudget budget() {
        return budget;
    }

    int mostContent() {
        return settings.maxContentOctets();
    }

    /** The mirror of a request that was chosen for one, or null. Its head is as its own origin will see it. */
    @Nullable
    Mirror choose(DownstreamExchange down, RequestHead head) {
        Fields said = head.fields();
        // A mirror is not mirrored again, or two proxies that mirror to each other would never end. A tunnel has no
        // second way.
        if (said.has(FieldName.X_SHADOW_REQUEST)
                || said.has(FieldName.UPGRADE)
                || !chosen.has(down.facts())
                || !isSample(said)) {
            return null;
        }
        Drop why = refuseContent(down.bodyLength());
        if (why != null) {
            counters.dropped(why);
            return null;
        }
        RequestHead copy = head.copyForOrigin();
        fields.edit(copy.fields());
        return new Mirror(this, copy, factsOf(down.facts(), copy), new Comparison(counters, differences));
    }

    private boolean isSample(Fields said) {
        if (sampleField == null || sampleValue == null) {
            return true;
        }
        for (int line = said.find(sampleField, 0); line >= 0; line = said.find(sampleField, line + 1)) {
            if (Ascii.equals(said.octets(line), said.valueStart(line), said.valueEnd(line), sampleValue)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Drop refuseContent(BodyLength length) {
        if (length == BodyLength.NONE || length instanceof BodyLength.Fixed fixed && fixed.octets() == 0) {
            return null;
        }
        if (!settings.withContent()) {
            return Drop.HAS_CONTENT;
        }
        return length.octetsOrZero() > settings.maxContentOctets() ? Drop.CONTENT_TOO_LARGE : null;
    }

    /** The same client asks, under the same id; no observer hears of it. */
    private static Exchange factsOf(Exchange main, RequestHead copy) {
        Exchange facts = new Exchange(main.listener(), main.peer(), copy);
        facts.bind(main.listener(), main.peer(), main.local(), main.flagged(), main.tls());
        facts.begin(main.startMillis(), main.startNanos());
        facts.client(main.client());
        facts.secure(main.secure());
        System.arraycopy(main.requestId(), 0, facts.requestId(), 0, main.requestIdLength());
        facts.requestIdLength(main.requestIdLength());
        if (main.route() != null) {
            facts.route(main.route());
        }
        return facts;
    }

    /** Takes the places that a mirror needs, or says which are full; {@link #start} gives them back. */
    @Nullable
    Drop enter() {
        if (!ofRoute.take()) {
            return Drop.ROUTE_FULL;
        }
        if (!ofUpstream.take()) {
            ofRoute.give();
            return Drop.UPSTREAM_FULL;
        }
        if (!subrequests.enter()) {
            ofUpstream.give();
            ofRoute.give();
            return Drop.PROCESS_FULL;
        }
        return null;
    }

    void start(Mirror mirror) {
        long deadline = sweep.exact() + settings.timeout().toNanos();
        BackgroundExchange exchange = new BackgroundExchange(mirror.facts(), deadline);
        subrequests.start(exchange, () -> run(mirror, exchange));
    }

    private void run(Mirror mirror, BackgroundExchange exchange) {
        sweep.add(exchange);
        try {
            send(mirror, exchange);
        } finally {
            sweep.remove(exchange);
            mirror.release();
            ofUpstream.give();
            ofRoute.give();
            // Last: where none is said to be under way any more, there is room for others.
            subrequests.leave();
        }
    }

    private void send(Mirror mirror, BackgroundExchange exchange) {
        long begun = System.nanoTime();
        try {
            BackgroundCall.Answer answer = response -> {
                counters.answered(System.nanoTime() - begun);
                mirror.comparison().shadowAnswered(response.status());
            };
            new BackgroundCall(upstream, limits, exchange, mirror.head(), mirror.content(), mirror.length(), answer)
                    .send();
        } catch (Fault e) {
            if (e instanceof LimitFault limit && limit.kind() == LimitFault.Kind.QUEUE_EXHAUSTED) {
                counters.dropped(Drop.NO_CONNECTION);
            } else {
                failed(mirror, exchange, e);
            }
        } catch (RuntimeException defect) {
            failed(mirror, exchange, new InternalFault(defect));
        }
    }

    private void failed(Mirror mirror, BackgroundExchange exchange, Fault why) {
        if (exchange.isLate() || isLate(why)) {
            counters.late();
        } else {
            counters.failed(why);
        }
        mirror.comparison().shadowFailed();
    }

    /** The exchange's deadline is that of its connection, too, which may notice first. */
    private static boolean isLate(Fault why) {
        return why.status() == 504;
    }
}
