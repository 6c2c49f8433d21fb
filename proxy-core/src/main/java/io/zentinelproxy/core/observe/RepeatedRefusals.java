package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A window for each reason for which requests are refused. What an origin or a defect of ours fails is not refused. */
final class RepeatedRefusals {
    private final ReasonWindow[] client;
    private final ReasonWindow[] limit;
    private final ReasonWindow[] policy;

    /** So many lines a second for each reason. */
    RepeatedRefusals(int mostPerSecond) {
        client = Stream.of(ClientFault.Kind.values())
                .map(kind -> new ReasonWindow(kind.reason(), mostPerSecond))
                .toArray(ReasonWindow[]::new);
        limit = Stream.of(LimitFault.Kind.values())
                .map(kind -> new ReasonWindow(kind.reason(), mostPerSecond))
                .toArray(ReasonWindow[]::new);
        policy = Stream.of(PolicyFault.Kind.values())
                .map(kind -> new ReasonWindow(kind.reason(), mostPerSecond))
                .toArray(ReasonWindow[]::new);
    }

    /** The window of a fault's reason, or null where each has its line. */
    @Nullable
    ReasonWindow of(Fault fault) {
        return switch (fault) {
            case ClientFault refused -> client[refused.kind().ordinal()];
            case LimitFault refused -> limit[refused.kind().ordinal()];
            case PolicyFault refused -> policy[refused.kind().ordinal()];
            case UpstreamFault failed -> null;
            case InternalFault defect -> null;
        };
    }

    List<ReasonWindow> all() {
        return Stream.of(client, limit, policy).flatMap(Stream::of).toList();
    }
}
