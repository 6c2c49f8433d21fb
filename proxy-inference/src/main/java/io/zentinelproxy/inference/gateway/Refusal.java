package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.inference.dialect.DialectErrors;
import io.zentinelproxy.inference.dialect.RetryFields;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.model.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells faults in the words of a provider, with what its client libraries need to know of trying again. */
final class Refusal {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAUTHORIZED = 401;

    private Refusal() {}

    /** @param state of the exchange, or null where it has none yet */
    static LocalAnswer of(Fault fault, Exchange exchange, Provider provider, @Nullable ModelExchange state) {
        byte[] content = DialectErrors.render(
                provider,
                fault.status(),
                reason(fault, state),
                fault.sentence(),
                state == null ? null : state.param(),
                exchange.requestIdText());
        List<FieldLine> fields = new ArrayList<>();
        fields.add(new FieldLine("Content-Type", "application/json"));
        retry(fault, state).forEach((name, value) -> fields.add(new FieldLine(name, value)));
        if (fault.status() == UNAUTHORIZED) {
            fields.add(new FieldLine("WWW-Authenticate", "Bearer"));
        }
        return new LocalAnswer(fault.status(), List.copyOf(fields), content);
    }

    private static String reason(Fault fault, @Nullable ModelExchange state) {
        return switch (fault) {
            case LimitFault limit
            when limit.kind() == LimitFault.Kind.BUDGET_EXHAUSTED -> DialectErrors.BUDGET_EXHAUSTED;
            case LimitFault limit
            when limit.kind() == LimitFault.Kind.CONTEXT_EXCEEDED -> DialectErrors.CONTEXT_LENGTH_EXCEEDED;
            case LimitFault limit
            when limit.kind() == LimitFault.Kind.TOKENS_LIMITED ->
                state != null && state.refusedMeasure() == Measure.REQUESTS
                        ? DialectErrors.REQUESTS_LIMITED
                        : DialectErrors.TOKENS_LIMITED;
            case PolicyFault policy
            when policy.kind() == PolicyFault.Kind.MODEL_UNKNOWN || policy.kind() == PolicyFault.Kind.MODEL_REFUSED ->
                DialectErrors.MODEL_NOT_FOUND;
            default -> fault.reason().replace('_', '-');
        };
    }

    private static Map<String, String> retry(Fault fault, @Nullable ModelExchange state) {
        long wait = state == null ? 0 : state.waitNanos();
        if (fault instanceof LimitFault limit && limit.kind() == LimitFault.Kind.BUDGET_EXHAUSTED) {
            return wait == Long.MAX_VALUE ? RetryFields.never() : RetryFields.notBefore(Duration.ofNanos(wait));
        }
        if (fault instanceof LimitFault limit && limit.kind() == LimitFault.Kind.TOKENS_LIMITED) {
            return wait == Long.MAX_VALUE ? RetryFields.never() : RetryFields.after(Duration.ofNanos(wait));
        }
        if (fault.status() == TOO_MANY_REQUESTS || fault.status() >= SERVER_ERROR) {
            return fault.retryAfterSeconds() > 0
                    ? RetryFields.after(Duration.ofSeconds(fault.retryAfterSeconds()))
                    : Map.of();
        }
        return RetryFields.never();
    }
}
