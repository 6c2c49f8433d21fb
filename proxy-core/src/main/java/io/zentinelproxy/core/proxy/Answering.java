package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.compress.Coded;
import io.zentinelproxy.core.compress.Compression;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.filter.ContentStep;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UpgradeField;
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.websocket.Agreement;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Room 11: passes the answer of an origin on. Any thread. */
final class Answering {
    private static final int UPGRADE_REQUIRED = 426;

    private final ResponseFields responseFields = new ResponseFields();
    private final HoldBudget budget;

    Answering(HoldBudget budget) {
        this.budget = budget;
    }

    /** The final head of the answer; those before it go to the client at once. */
    ResponseHead head(DownstreamExchange down, UpstreamExchange up) throws Fault {
        ResponseHead response = up.receive();
        for (int interim = 0;
                response.isInterim() && response.status() != UpstreamExchange.SWITCHING_PROTOCOLS;
                interim++) {
            if (interim == UpstreamExchange.MAX_INTERIM) {
                throw new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
            }
            down.interim(response);
            response = up.receive();
        }
        return response;
    }

    /**
     * Passes the answer on.
     *
     * @param sent whether the request has left as a whole
     * @param onDrop run when what becomes a tunnel ends
     */
    void answer(
            DownstreamExchange down, RoutePlan plan, Lease lease, ResponseHead response, boolean sent, Runnable onDrop)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        down.facts().upstreamVersion(response.version());
        if (response.status() == UpstreamExchange.SWITCHING_PROTOCOLS) {
            switchProtocols(down, plan, lease, response, onDrop);
            return;
        }
        if (response.status() == UPGRADE_REQUIRED) {
            reduceUpgrade(response, plan);
        }
        if (plan.holding().responses() && up.length() != BodyLength.NONE) {
            answerHeld(down, plan, lease, response, sent);
            return;
        }
        ContentStep step = up.length() == BodyLength.NONE ? null : plan.content();
        int read = step == null ? 0 : step.answerOctets(down.facts(), response);
        if (step != null && read > 0) {
            answerRead(down, plan, lease, response, sent, step, read);
            return;
        }
        editAnswer(response, down, plan);
        boolean changes = up.length() != BodyLength.NONE && plan.filters().changesAnswerLength(down.facts());
        BodyLength length = changes ? BodyLength.CHUNKED : up.length();
        BodyLength announced = changes ? BodyLength.CHUNKED : up.announced();
        try (Coded coded = coded(down, plan, response, length, announced)) {
            BodySink sink = respond(down, response, coded, length, announced);
            BodySource content = content(down, plan, up.body(), coded);
            BodyPump.move(content, sink);
            if (sent) {
                lease.release();
            }
            sink.finish(content.trailers());
        }
    }

    /** What compresses the answer, which has changed its head then; null where nothing does. */
    private static @Nullable Coded coded(
            DownstreamExchange down, RoutePlan plan, ResponseHead response, BodyLength length, BodyLength announced) {
        Compression compression = plan.filters().compression();
        return compression == null ? null : compression.apply(down.facts(), response, length, announced);
    }

    private static BodySink respond(
            DownstreamExchange down,
            ResponseHead response,
            @Nullable Coded coded,
            BodyLength length,
            BodyLength announced)
            throws Fault {
        return coded == null
                ? down.respond(response, length, announced)
                : down.respond(response, coded.length(), coded.length());
    }

    private static BodySource content(DownstreamExchange down, RoutePlan plan, BodySource from, @Nullable Coded coded) {
        BodySource content = plan.filters().answerContent(down.facts(), from);
        return coded == null ? content : coded.content(content);
    }

    /** A client is asked for no protocol that it would be refused afterwards. */
    private static void reduceUpgrade(ResponseHead response, RoutePlan plan) {
        if (plan.webSockets() == null) {
            response.fields().remove(FieldName.UPGRADE);
        } else {
            UpgradeField.reduce(response.fields());
        }
    }

    /** The connections become a tunnel, which begins once the walk of this request is over. */
    private void switchProtocols(
            DownstreamExchange down, RoutePlan plan, Lease lease, ResponseHead response, Runnable onDrop) throws Fault {
        WebSocketRoute webSockets = Objects.requireNonNull(plan.webSockets());
        Agreement agreed = webSockets.agree(down.facts().head(), response);
        editAnswer(response, down, plan);
        agreed.opened();
        try {
            down.switchProtocols(
                    response,
                    () -> agreed.tunnel(lease.detach(), () -> {
                        lease.drop();
                        onDrop.run();
                    }));
        } finally {
            if (!down.isSwitched()) {
                agreed.failed();
            }
        }
    }

    private void editAnswer(ResponseHead response, DownstreamExchange down, RoutePlan plan) throws Fault {
        responseFields.edit(response, down.facts());
        plan.filters().onResponseHead(down.facts(), response);
    }

    /** Answers once the content is here as a whole, so that one that breaks off becomes an error and not half an answer. */
    private void answerHeld(DownstreamExchange down, RoutePlan plan, Lease lease, ResponseHead response, boolean sent)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        try (HeldContent held = HeldContent.take(up.body(), plan.holding().maxOctets(), budget)) {
            if (!held.isComplete() && !plan.holding().open()) {
                throw held.isCrowdedOut()
                        ? new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED)
                        : new UpstreamFault(UpstreamFault.Kind.RESPONSE_NOT_HELD);
            }
            editAnswer(response, down, plan);
            BodyLength length =
                    plan.filters().changesAnswerLength(down.facts()) ? BodyLength.CHUNKED : length(held, up.length());
            if (sent && held.isComplete()) {
                lease.release();
            }
            try (Coded coded = coded(down, plan, response, length, length)) {
                BodySink sink = respond(down, response, coded, length, length);
                BodyPump.run(content(down, plan, held, coded), sink);
            }
        }
    }

    /** A module reads the answer, as far as it reads answers, before the head goes out. */
    private void answerRead(
            DownstreamExchange down,
            RoutePlan plan,
            Lease lease,
            ResponseHead response,
            boolean sent,
            ContentStep step,
            int most)
            throws Fault {
        UpstreamExchange up = lease.exchange();
        try (HeldContent held = HeldContent.take(up.body(), most, budget)) {
            if (held.isComplete()) {
                step.readAnswer(down.facts(), response, held.octets(), held.length());
                if (sent) {
                    lease.release();
                }
            }
            BodyLength length = length(held, up.length());
            editAnswer(response, down, plan);
            try (Coded coded = coded(down, plan, response, length, length)) {
                BodySink sink = respond(down, response, coded, length, length);
                BodySource content = content(down, plan, held, coded);
                BodyPump.move(content, sink);
                if (sent && !held.isComplete()) {
                    lease.release();
                }
                sink.finish(content.trailers());
            }
        }
    }

    private static BodyLength length(HeldContent held, BodyLength otherwise) {
        boolean known = held.isComplete() && held.trailers() == null;
        return known ? new BodyLength.Fixed(held.length()) : otherwise;
    }
}
