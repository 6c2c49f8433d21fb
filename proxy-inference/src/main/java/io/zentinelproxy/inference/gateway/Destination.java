package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.inference.dialect.ModelRequest;
import io.zentinelproxy.inference.dialect.RequestPatch;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.ModelRouting;
import org.jspecify.annotations.Nullable;

/** Where one request to a model goes and what the model is called there: chosen once, then for one upstream after the other. Belongs to the thread of its exchange. */
final class Destination {
    private final RoutePlan plan;
    private PromptEstimate prompt = PromptEstimate.NONE;

    /** What the model is called at the upstream that the request goes to first. */
    private String routedModel = "";

    /** What it is called where it goes now. */
    private String there = "";

    private @Nullable String upstream;
    private @Nullable Provider routedProvider;
    private @Nullable String param;

    /** Whether the origin was asked for a usage that the client did not ask for. */
    private boolean asksUsage;

    Destination(RoutePlan plan) {
        this.plan = plan;
    }

    /** What the prompt is taken to be. */
    PromptEstimate prompt() {
        return prompt;
    }

    /** What the model is called where the request goes now. */
    String model() {
        return there;
    }

    /** The id of the upstream that it goes to first; null for the route's own. */
    @Nullable
    String upstream() {
        return upstream;
    }

    /** Whether the origin was asked for a usage that the client did not ask for. */
    boolean asksUsage() {
        return asksUsage;
    }

    /** The member of the request for which it goes nowhere, or null. */
    @Nullable
    String param() {
        return param;
    }

    /** Decides on the model and where it is, and counts the prompt. */
    void choose(ModelRequest read) throws Fault {
        ModelRouting routing = plan.routing();
        if (routing == null) {
            there = read.model();
            prompt = estimate(read);
        } else if (routing.asksForSize()) {
            there = read.model();
            prompt = estimate(read);
            choose(routing.choose(read.model(), prompt.tokens()));
        } else {
            there = read.model();
            choose(routing.choose(read.model(), 0));
            prompt = estimate(read);
        }
        routedModel = there;
    }

    private PromptEstimate estimate(ModelRequest read) {
        return PromptEstimate.of(
                read, there, plan.settings().estimation(), plan.parts().counter());
    }

    private void choose(ModelRouting.Choice choice) throws Fault {
        switch (choice) {
            case ModelRouting.Choice.Routed routed -> {
                upstream = routed.upstream();
                there = routed.model() == null ? there : routed.model();
                routedProvider = routed.provider();
            }
            case ModelRouting.Choice.ContextExceeded exceeded -> {
                param = "messages";
                throw new LimitFault(
                        LimitFault.Kind.CONTEXT_EXCEEDED,
                        400,
                        "The prompt has about " + prompt.tokens() + " tokens, and the model reads " + exceeded.window()
                                + " at most.",
                        1);
            }
            case ModelRouting.Choice.UnknownModel unknown -> {
                param = "model";
                throw new PolicyFault(PolicyFault.Kind.MODEL_UNKNOWN);
            }
        }
    }

    /** The request as it goes to this upstream, whose name of the model the fields tell as well. */
    RequestPatch patch(ModelRequest read, byte[] octets, int length, String upstreamId, Fields fields) {
        String mapped = plan.mapped(upstreamId, read.model());
        there = mapped == null ? routedModel : mapped;
        nameModel(fields);
        RequestPatch patch = new RequestPatch(read, octets, length).model(there);
        Integer most = plan.settings().maxOutput();
        if (most != null) {
            patch.maxTokens(most);
        }
        asksUsage = origin(upstreamId).tellsUsage()
                && read.stream()
                && !read.includesUsage()
                && (read.api() == Api.CHAT_COMPLETIONS || read.api() == Api.COMPLETIONS);
        return asksUsage ? patch.includeUsage() : patch;
    }

    /** Where a field names the model, it names the one that is meant. */
    private void nameModel(Fields fields) {
        String field = plan.modelField();
        int line = field == null ? -1 : fields.find(ModelExchange.ascii(field), 0);
        if (field != null && line >= 0 && !fields.value(line).equals(there)) {
            fields.remove(line);
            fields.add(FieldName.OTHER, ModelExchange.ascii(field), ModelExchange.ascii(there));
        }
    }

    /** What a rule says holds where it sends the request, and not where that goes from there. */
    ModelOrigin origin(String upstreamId) {
        Provider routed = routedProvider;
        boolean first = upstreamId.equals(upstream == null ? plan.upstream() : upstream);
        return routed == null || !first ? plan.origin(upstreamId) : plan.origin(upstreamId, routed);
    }
}
