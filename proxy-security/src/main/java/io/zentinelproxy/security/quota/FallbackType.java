package io.zentinelproxy.security.quota;

import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.util.Locale;

/** How a configuration writes a {@link Fallback}: by its word, or as the original does, which has two of them. */
public final class FallbackType {
    public static final ValueType<Fallback> TYPE = new ValueType<>(
            "choice",
            "",
            "one of local, open, closed, or #true (local), #false (open)",
            FallbackType::fallback,
            one -> '"' + one.name().toLowerCase(Locale.ROOT) + '"');

    private FallbackType() {}

    private static Fallback fallback(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Bool local) {
            return local.value() ? Fallback.LOCAL : Fallback.OPEN;
        }
        if (value instanceof KdlValue.Text word) {
            for (Fallback one : Fallback.values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(word.text())) {
                    return one;
                }
            }
        }
        throw Refusal.because("no such choice");
    }
}
