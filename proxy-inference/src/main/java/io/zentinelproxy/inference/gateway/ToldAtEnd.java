package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Content behind which something is told that is known at its end alone: in its trailer section (RFC 9110 section 6.5). One thread. */
final class ToldAtEnd extends PassedContent {
    private final Consumer<Fields> telling;
    private @Nullable Fields told;

    /** @param telling adds what is told, once the content is complete */
    ToldAtEnd(BodySource content, Consumer<Fields> telling) {
        super(content);
        this.telling = telling;
    }

    @Override
    public Fields trailers() {
        Fields known = told;
        if (known != null) {
            return known;
        }
        Fields all = new Fields();
        Fields own = content.trailers();
        for (int line = 0; own != null && line < own.count(); line++) {
            if (!own.isRemoved(line)) {
                all.addCopy(own, line);
            }
        }
        telling.accept(all);
        told = all;
        return all;
    }

    /** Whether a client takes trailers: without saying so it need not (RFC 9110 section 6.5.1). */
    static boolean isAskedForBy(Fields request) {
        return request.has(FieldName.TE);
    }
}
