package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Window;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells a client how its budget stands, and what an answer has cost, in the original's field names where it has such. */
final class Standings {
    private static final byte[] REMAINING = ModelExchange.ascii("X-Budget-Remaining");
    private static final byte[] RESET = ModelExchange.ascii("X-Budget-Period-Reset");
    private static final byte[] COST = ModelExchange.ascii("X-Inference-Cost");
    private static final byte[] CURRENCY = ModelExchange.ascii("X-Inference-Currency");
    private static final int MICRO_DIGITS = 6;

    private Standings() {}

    /** Of several budgets that which leaves least of itself. */
    static void tell(Fields fields, Decision decision) {
        if (!(decision instanceof Decision.Granted granted)) {
            return;
        }
        Decision.Standing least = null;
        for (Decision.Standing one : granted.standings()) {
            boolean budget = !(one.claim().limit().window() instanceof Window.Bucket);
            if (budget && (least == null || share(one) < share(least))) {
                least = one;
            }
        }
        tell(fields, least);
    }

    private static void tell(Fields fields, Decision.@Nullable Standing least) {
        if (least != null) {
            fields.add(FieldName.OTHER, REMAINING, ModelExchange.ascii(Long.toString(least.remaining())));
            Instant reset = Instant.ofEpochSecond(
                    Instant.now().plusNanos(least.resetNanos()).getEpochSecond());
            fields.add(FieldName.OTHER, RESET, ModelExchange.ascii(reset.toString()));
        }
    }

    private static double share(Decision.Standing one) {
        return (double) one.remaining() / one.claim().limit().most();
    }

    static void tellCost(Fields fields, long micros, String currency) {
        String cost = BigDecimal.valueOf(micros, MICRO_DIGITS).toPlainString();
        fields.add(FieldName.OTHER, COST, ModelExchange.ascii(cost));
        fields.add(FieldName.OTHER, CURRENCY, ModelExchange.ascii(currency));
    }
}
